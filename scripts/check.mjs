/**
 * Everything that must hold at each commit: format, lint, types, dead exports, the tests against the sources and
 * against the built packages, the mutants, and the packages as npm would publish them.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCode } from './run.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, '.cache');
mkdirSync(cache, { recursive: true });

const tool = (...path) => join(root, 'node_modules', ...path);
const node = (script, args, env) => exitCode(process.execPath, [script, ...args], root, env);
const total = { passed: 0, failed: 0 };
const count = (name, passed, failed) => {
  total.passed += passed;
  total.failed += failed;
  console.log(`\n${name}: ${passed} passed, ${failed} failed\n`);
};

/** A check without tests of its own counts as one. */
async function step(name, script, args) {
  const code = await node(script, args);
  count(name, code === 0 ? 1 : 0, code === 0 ? 0 : 1);
}

/** Every project must run at least one test, and none may be skipped. */
async function tests(name, env) {
  const report = join(cache, `vitest-${name}.json`);
  rmSync(report, { force: true });
  const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const code = await node(tool('vitest', 'vitest.mjs'), args, env);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((a) => a.status !== 'failed'),
  );
  const idle = suites().filter(
    (suite) =>
      !testResults.some((file) => file.name.includes(`/${suite}/test/`) && file.assertionResults.length > 0),
  );
  for (const suite of idle) console.error(`${suite} ran no test`);
  for (const file of brokenFiles) console.error(`${file.name} failed outside its tests`);
  let failed = numFailedTests + brokenFiles.length + idle.length + numPendingTests + numTodoTests;
  if (code !== 0 && failed === 0) failed = 1;
  count(`tests (${name})`, numPassedTests, failed);
}

function suites() {
  return ['packages', 'examples', 'tools', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && readdirSync(join(root, folder, entry.name)).includes('test'))
      .map((entry) => `${folder}/${entry.name}`),
  );
}

const packages = readdirSync(join(root, 'packages'));
await step('format and lint', tool('@biomejs', 'biome', 'bin', 'biome'), ['check', '.']);
await step('types', tool('typescript', 'bin', 'tsc'), ['--noEmit']);
await step('dead exports and dependencies', tool('knip', 'bin', 'knip.js'), []);
await tests('sources', {});
await tests('built', { SK_TEST_BUILT: '1' });
await step('mutants', join(root, 'tools', 'mutants', 'run.mjs'), []);
for (const name of packages) {
  await step(`${name} as a package`, tool('publint', 'src', 'cli.js'), [join('packages', name), '--strict']);
  await step(`${name}'s types as a package`, tool('@arethetypeswrong', 'cli', 'dist', 'index.js'), [
    '--pack',
    join('packages', name),
    '--profile',
    'esm-only',
    '--quiet',
  ]);
}
writeFileSync(join(cache, 'test-summary.json'), JSON.stringify(total));
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
