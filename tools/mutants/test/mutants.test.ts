/**
 * The conformance suite finds faults: each mutant is applied to a copy of the shipped code, and the case that it names
 * must fail, which passes without the mutant. One mutant shows the way; SK_TEST_FULL=1 tries every one.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaseRunner, packageOf } from '../caseRunner.js';
import { judge } from '../judge.js';
import { mutants } from '../mutants.mjs';
import { copyWorkspace, type WorkspaceCopy } from '../workspace.js';

const full = process.env['SK_TEST_FULL'] === '1';
const chosen = full ? mutants : mutants.slice(0, 1);
const tests = [...new Set(chosen.map(({ test }) => test))];

let workspace: WorkspaceCopy;
let runner: CaseRunner;
beforeAll(() => {
  workspace = copyWorkspace(
    mutants.flatMap(({ file, test }) => [file, test].map((p) => packageOf(p).folder)),
  );
  runner = new CaseRunner(workspace);
});
afterAll(async () => {
  await runner?.close();
  workspace?.remove();
});

describe('caught', () => {
  it.each(chosen)('$name', async (mutant) => {
    expect(await judge(workspace, runner, mutant)).toMatchObject({ title: mutant.fails, status: 'failed' });
  });
});

// After the mutants, so that one which stays behind is found.
describe('with every mutant taken back', () => {
  it.each(tests)('the named cases of %s pass', async (test) => {
    const titles = [...new Set(chosen.filter((mutant) => mutant.test === test).map(({ fails }) => fails))];
    const results = await runner.run(test, titles);
    expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(results.map(({ title }) => title).sort()).toEqual(titles.sort());
  });
});
