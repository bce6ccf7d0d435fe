/**
 * Runs a suite of the workspace that is the working folder, and leaves its counts:
 *
 *     node scripts/vitestTask.mjs test | test:built | test:FOLDER
 *
 * A suite without a test fails, and so does a test that is skipped, still to be written, or lost with its process.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { removeCounts, writeCounts } from './counts.mjs';
import { exitCode } from './run.mjs';
import { root } from './workspaces.mjs';

const [task = ''] = process.argv.slice(2);
const [, folder] = task.split(':');
const built = { SK_TEST_BUILT: '1' };
const full = { SK_TEST_FULL: '1' };
const suites = {
  test: { projects: ['', ':fresh'], env: {} },
  'test:built': { projects: [''], env: built },
  'test:endurance': { projects: [':endurance'], env: full },
};
const suite = suites[task] ?? { projects: [`:${folder}`], env: { ...built, ...full } };
const workspace = process.cwd();
const report = join(workspace, '.cache', `vitest-${task.replace(':', '-')}.json`);
mkdirSync(join(workspace, '.cache'), { recursive: true });
writeFileSync(report, '{}');
removeCounts(workspace, task);

const code = await exitCode(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...suite.projects.flatMap((project) => ['--project', `${basename(workspace)}${project}`]),
    ...['--silent=passed-only', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
  ],
  root,
  suite.env,
);
const {
  numPassedTests: passed = 0,
  numFailedTests = 0,
  testResults = [],
} = JSON.parse(readFileSync(report, 'utf8'));
const broken = testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
);
for (const { name } of broken) console.error(`${name} failed outside of its tests`);
const unended = testResults.flatMap(({ name, assertionResults }) =>
  assertionResults
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => `${name}: '${fullName}' has not run to its end`),
);
for (const line of unended) console.error(line);
let failed = numFailedTests + unended.length + broken.length;
if (passed + failed === 0) console.error(`${basename(workspace)} ran no test`);
if (failed === 0 && (code !== 0 || passed === 0)) failed = 1;
writeCounts(workspace, task, { passed, failed });
process.exit(failed === 0 ? 0 : 1);
