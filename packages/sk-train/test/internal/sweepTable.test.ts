/** Tables of sweeps: how they are read, what is refused, and what their results come to. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { elementAt } from 'sk-core';
import { defineSweep, type SweepTable } from 'sk-train/node';
import { describe, expect, it } from 'vitest';
import {
  summaryCsv,
  summaryMarkdown,
  summaryText,
} from '../../src/commands/sweep/results/describeSummary.js';
import {
  type RunResult,
  readResults,
  recipeDigest,
  writeBeside,
  writeResults,
} from '../../src/commands/sweep/results/resultsFile.js';
import { summarize } from '../../src/commands/sweep/results/summary.js';
import { refuseOutdated, sortResults } from '../../src/commands/sweep/results/validResults.js';
import { loadTable } from '../../src/commands/sweep/table/loadTable.js';
import { type PlannedRun, planRuns } from '../../src/commands/sweep/table/plannedRuns.js';
import { temporaryFolder } from '../imageFiles.js';

const table: SweepTable = {
  name: 'two',
  paper: 'error (%)',
  recipe: { model: 'sknet_slim', epochs: 3, schedule: { kind: 'step' } },
  seeds: [1, 7],
  rows: [
    { name: 'K3 + K5', recipe: { batchSize: 8 }, paper: 20.79 },
    { name: 'K3', recipe: { model: 'resnext_slim', schedule: { kind: 'step', factor: 0.5 } } },
  ],
};

describe('a table', () => {
  const module = `export default ${JSON.stringify(table)};`;

  it.each([
    ['json', JSON.stringify(table)],
    ['yaml', JSON.stringify(table)],
    ['mjs', module],
    ['ts', `const seeds: readonly number[] = [1, 7];\n${module.replace('[1,7]', 'seeds')}`],
  ])('is read from a .%s file', async (kind, text) => {
    const path = join(await temporaryFolder(), `table.${kind}`);
    await writeFile(path, text);
    expect(await loadTable(path)).toEqual(table);
  });

  it.each([
    ['table.csv', '', /wants a file named \.js, \.mjs, \.ts, \.mts, \.json, \.yaml, \.yml/],
    ['table.json', '{', /JSON/],
    ['table.mjs', 'export const table = 1;', /has no default export: write export default defineSweep/],
    ['table.mjs', 'export default (', /table\.mjs: /],
    [
      'table.json',
      '{"name":"x","seeds":[1],"rows":[],"lines":1}',
      /sweep: rows: .*; Unrecognized key: "lines"/,
    ],
    ['table.json', '{"name":"x","seeds":[1,1],"rows":[{"name":"a"}]}', /sweep: seeds: names a seed twice/],
  ])('%s with %s is refused in a line', async (name, text, message) => {
    const path = join(await temporaryFolder(), name);
    await writeFile(path, text);
    await expect(loadTable(path)).rejects.toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(message) }) as Error,
    );
  });

  it('refuses what is no table where it is defined', () => {
    expect(() => defineSweep({ name: '', seeds: [], rows: [] })).toThrow(
      /sweep: name: .*; seeds: .*; rows: /,
    );
  });
});

const shipped = fileURLToPath(new URL('../../sweeps', import.meta.url));

it.each(readdirSync(shipped))('%s comes with the package, and its networks are there', async (name) => {
  const found = await loadTable(join(shipped, name));
  const runs = await planRuns(found, undefined);
  expect(runs).toHaveLength(found.rows.length * found.seeds.length);
  const text = readFileSync(join(shipped, name), 'utf8');
  expect(text).toContain(`npx sk-train sweep node_modules/sk-train/sweeps/${name} --data cifar10`);
});

describe('the runs of a table', () => {
  it('are all rows from one seed after the other, each with its own recipe', async () => {
    const runs = await planRuns(table, ['epochs=1', 'schedule.factor=0.25']);
    expect(runs.map(({ place }) => place)).toEqual([
      'k3-k5/seed-1',
      'k3/seed-1',
      'k3-k5/seed-7',
      'k3/seed-7',
    ]);
    expect(runs[3]?.recipe).toMatchObject({
      ...{ model: 'resnext_slim', seed: 7, epochs: 1, batchSize: 64 },
      schedule: { kind: 'step', factor: 0.25, everyEpochs: 30 },
    });
  });

  it('refuse a seed that --set or the common recipe gives', async () => {
    await expect(planRuns(table, ['seed=3'])).rejects.toThrow(/^row K3 \+ K5: seed: the seeds of a sweep/);
    const common = { ...table, recipe: { model: 'sknet_slim', seed: 3 } };
    await expect(planRuns(common, undefined)).rejects.toThrow(/seed: the seeds of a sweep/);
  });

  it.each<[string, Partial<SweepTable>, RegExp]>([
    ['a row without a model', { recipe: {}, rows: [{ name: 'a' }] }, /^row a: its recipe names no model$/],
    [
      'a model that is not there',
      { recipe: { model: 'sknet5' } },
      /^row K3 \+ K5: no model is called 'sknet5'/,
    ],
    [
      'a field that is not there',
      { rows: [{ name: 'a', recipe: { epocs: 1 } as object }] },
      /^row a: .*epocs/,
    ],
    ['a seed of a row', { rows: [{ name: 'a', recipe: { seed: 3 } }] }, /^row a: seed: the seeds of a sweep/],
    ['two rows in one folder', { rows: [{ name: 'K3+' }, { name: 'K3' }] }, /^row K3: has the same letters/],
    ['a row without letters', { rows: [{ name: '+' }] }, /^row \+: wants a letter or a digit/],
  ])('%s is refused', async (_, changes, message) => {
    await expect(planRuns({ ...table, ...changes }, undefined)).rejects.toThrow(message);
  });
});

const resultOf = (run: PlannedRun, top1: number): RunResult => ({
  ...{ row: run.slug, seed: run.seed, epochs: 3, step: 30, top1, top5: 1, loss: 0.25, images: 100 },
  ...{ seconds: 12, backend: 'wasm', commit: '0123456789ab+', digest: recipeDigest(run) },
});

describe('results', () => {
  it('come back as they were written', async () => {
    const folder = await temporaryFolder();
    const runs = await planRuns(table, undefined);
    expect(await readResults(folder)).toEqual([]);
    const results = runs.map((run, i) => resultOf(run, 0.5 + 1 / (i + 3)));
    await writeResults(folder, results);
    expect(await readResults(folder)).toEqual(results);
  });

  it.each([
    ['a column less', (text: string) => text.replace('row,', ''), /line 1 wants row,seed,epochs/],
    ['a share above 1', (text: string) => text.replace(',0.75,', ',7.5,'), /line 2: top1 is "7\.5"/],
    ['a path as a row', (text: string) => text.replace('\nk3', '\n../k3'), /line 2: row is "\.\.\/k3/],
    ['a cell more', (text: string) => text.replace(/\n$/, ',1\n'), /line 2: wants 12 cells/],
    ['a line twice', (text: string) => text + text.split('\n')[1], /row k3-k5 seed 1 twice/],
  ])('with %s are refused', async (_, damage, message) => {
    const folder = await temporaryFolder();
    const [run] = await planRuns(table, undefined);
    await writeResults(folder, [resultOf(run as PlannedRun, 0.75)]);
    const path = join(folder, 'results.csv');
    await writeFile(path, damage(await readFile(path, 'utf8')));
    await expect(readResults(folder)).rejects.toThrow(message);
  });

  it('are valid for the recipe that made them alone, and say what has changed', async () => {
    const folder = await temporaryFolder();
    const runs = await planRuns(table, undefined);
    const [first, second] = runs as [PlannedRun, PlannedRun];
    await writeBeside(folder, first, 'epoch\n');
    const results = [resultOf(first, 0.5), resultOf(second, 0.75), { ...resultOf(first, 1), seed: 99 }];
    const same = await sortResults(folder, runs, results);
    expect(same.valid.map(({ run }) => run)).toEqual([first, second]);
    expect(same.foreign.map(({ seed }) => seed)).toEqual([99]);
    expect(() => refuseOutdated(folder, same)).not.toThrow();
    const changed = await sortResults(folder, await planRuns(table, ['batchSize=4']), results);
    expect(changed.valid).toEqual([]);
    expect(() => refuseOutdated(folder, changed)).toThrow(
      /results of row K3 \+ K5 seed 1 and of 1 more runs were made by another recipe: batchSize was 8 and is now 4\. .*--rerun/,
    );
    expect(changed.outdated[1]?.difference).toMatch(/^its digest is [0-9a-f]{16} and not [0-9a-f]{16}$/);
    await mkdir(join(folder, 'k3'), { recursive: true });
    await writeFile(join(folder, `${second.place}.recipe.json`), '{}');
    expect((await sortResults(folder, runs, results)).valid).toHaveLength(2);
  });

  it('have a mean, a deviation and an interval in each row, beside the paper', async () => {
    const runs = await planRuns(table, undefined);
    const known = [0, 2, 1].map((i, k) => {
      const run = elementAt(runs, i);
      return { run, result: resultOf(run, [0.75, 0.76, 0.7][k] as number) };
    });
    const rows = summarize(table, known);
    expect(summaryText(table, rows).split('\n')).toEqual([
      'row      runs  top-1 %  deviation   95 % interval  over the first  error %  paper',
      'K3 + K5     2    75.50       0.71  69.15 to 81.85                    24.50  20.79',
      'K3          1    70.00                                      -5.00    30.00',
      '',
      'paper: error (%)',
    ]);
    expect(summaryMarkdown(table, rows)).toContain(
      '| K3 + K5 | 2 | 75.50 | 0.71 | 69.15 to 81.85 |  | 24.50 | 20.79 |',
    );
    expect(summaryCsv(rows).split('\n')).toEqual([
      'row,runs,top1,deviation,low,high,gain,gainLow,gainHigh,paper',
      'K3 + K5,2,0.755,0.00707107,0.691469,0.818531,,,,20.79',
      'K3,1,0.7,,,,-0.05,,,',
    ]);
    const both = [0.75, 0.7, 0.76, 0.72].map((top1, i) => {
      const run = elementAt(runs, i);
      return { run, result: resultOf(run, top1) };
    });
    expect(summaryCsv(summarize(table, both)).split('\n')[2]).toBe(
      'K3,2,0.71,0.0141421,0.582938,0.837062,-0.045,-0.108531,0.018531,',
    );
    expect(summaryMarkdown(table, summarize(table, both))).toContain('| -4.50 (-10.85 to +1.85) |');
    expect(summarize(table, [])).toEqual([
      { row: 'K3 + K5', paper: 20.79, runs: [] },
      { row: 'K3', runs: [] },
    ]);
  });
});
