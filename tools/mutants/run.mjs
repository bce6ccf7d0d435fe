/**
 * Proves that the conformance suite finds faults: applies each mutant to a copy of the shipped code and demands that
 * the case it names fails, and that it passes without the mutant.
 *
 *     node tools/mutants/run.mjs [part of a mutant's name]
 *
 * Exit code 0: every mutant was caught. 1: one was not, or a case is gone, or the text of a mutant is.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutants } from './mutants.mjs';
import { copyWorkspace } from './workspace.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const chosen = mutants.filter(({ name }) => name.includes(process.argv[2] ?? ''));

/** Runs a script to its end, whatever its exit code. */
const node = (args, cwd) =>
  new Promise((resolve) => {
    // Mutants name cases of the whole grid.
    const env = { ...process.env, SK_TEST_FULL: '1' };
    execFile(process.execPath, args, { cwd, env, maxBuffer: 2 ** 26 }, (error, _, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });

/** Runs the named cases of one test file; answers title -> { status, message }. */
async function runCases(workspace, test, titles) {
  const report = join(workspace.path, 'report.json');
  writeFileSync(report, '{}');
  const pattern = titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const [, folder, file] = /^(packages\/[^/]+)\/(.+)$/.exec(test);
  const where = ['--root', folder, '--config', join(workspace.path, 'vitest.config.ts')];
  const args = [...where, file, '-t', `(${pattern})$`, '--reporter=json', `--outputFile=${report}`];
  const { stderr } = await node([vitest, 'run', ...args], workspace.path);
  const files = JSON.parse(readFileSync(report, 'utf8')).testResults ?? [];
  const results = new Map();
  for (const { assertionResults, message } of files) {
    for (const { title, status, failureMessages } of assertionResults) {
      if (titles.includes(title)) results.set(title, { status, message: failureMessages[0] ?? '' });
    }
    if (message) console.error(message);
  }
  if (results.size === 0) console.error(stderr);
  return results;
}

/** Compiles the wasm kernels of the copy, where a mutant changed them. */
async function generate(workspace, file) {
  if (!file.includes('/assembly/')) return;
  const folder = join(workspace.path, 'packages', 'sk-backend-wasm');
  const { code, stderr } = await node(['scripts/generate.mjs'], folder);
  if (code !== 0) throw new Error(`the kernels do not compile: ${stderr}`);
}

async function judge(workspace, { file, find, replace, test, fails }) {
  const path = join(workspace.path, file);
  const source = readFileSync(path, 'utf8');
  const places = source.split(find).length - 1;
  if (places !== 1) return { caught: false, why: `its text stands ${places} times in ${file}` };
  const generated = join(workspace.path, 'packages/sk-backend-wasm/src/generated');
  const compiled = readdirSync(generated).map((name) => [
    join(generated, name),
    readFileSync(join(generated, name), 'utf8'),
  ]);
  try {
    writeFileSync(
      path,
      source.replace(find, () => replace),
    );
    await generate(workspace, file);
    const result = (await runCases(workspace, test, [fails])).get(fails);
    if (result === undefined) return { caught: false, why: 'the case did not run' };
    return { caught: result.status === 'failed', why: result.message.split('\n')[0] || result.status };
  } finally {
    writeFileSync(path, source);
    for (const [at, text] of compiled) writeFileSync(at, text);
  }
}

/** Why the cases that mutants name do not pass without them, if any. */
async function faultsOf(workspace, test) {
  const titles = [...new Set(chosen.filter((m) => m.test === test).map(({ fails }) => fails))];
  const results = await runCases(workspace, test, titles);
  return titles.flatMap((title) => {
    const { status, message } = results.get(title) ?? { status: 'no such case', message: '' };
    return status === 'passed' ? [] : [`${title}: ${status} ${message}`];
  });
}

/** Does the work on all items, one at a time in each workspace. */
async function shared(workspaces, items, work) {
  const queue = [...items];
  const done = [];
  const lane = async (workspace) => {
    while (queue.length > 0) done.push(await work(workspace, queue.shift()));
  };
  await Promise.all(workspaces.map(lane));
  return done;
}

async function main(workspaces) {
  const tests = new Set(chosen.map(({ test }) => test));
  const faults = (await shared(workspaces, tests, faultsOf)).flat();
  if (chosen.length === 0) faults.push(`no mutant is called ${process.argv[2]}`);
  if (faults.length > 0) {
    console.error(`without a mutant:\n${faults.join('\n')}`);
    return 1;
  }
  const verdicts = await shared(workspaces, chosen, async (workspace, mutant) => {
    const { caught, why } = await judge(workspace, mutant);
    console.log(
      `${caught ? 'caught' : 'MISSED'}  ${mutant.name}\n        by ${mutant.fails}\n        ${why.slice(0, 160)}`,
    );
    return caught;
  });
  const count = verdicts.filter((caught) => caught).length;
  console.log(`${count} of ${chosen.length} mutants caught`);
  return count === chosen.length ? 0 : 1;
}

const workspaces = Array.from({ length: Math.min(4, availableParallelism()) }, () => copyWorkspace(root));
try {
  process.exitCode = await main(workspaces);
} finally {
  for (const { remove } of workspaces) remove();
}
