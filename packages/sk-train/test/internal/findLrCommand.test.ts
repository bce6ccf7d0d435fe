/** `sk-train find-lr` on small folders. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRateTable } from 'sk-io/node';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { fitOnce, linesOf } from './support/fitOnce.js';
import { namesIn, writeImages } from './support/photoFolder.js';
import { runInProcess, type Said } from './support/runInProcess.js';

let work: string;
let data: string;
beforeEach(async () => {
  work = await temporaryFolder();
  data = join(work, 'data');
  await writeImages(data, namesIn('train', { cat: 3, dog: 3 }));
});

const search = async (...more: string[]): Promise<Said> =>
  await runInProcess(
    ...['find-lr', '--data', data, '--backend', 'wasm', '--threads', '1', '--workers', '0'],
    ...['--image-size', '16', '--batch-size', '2', '--steps', '20', ...more],
  );
const model = ['--model', 'sknet_slim', '--recipe', 'slim'];

describe('find-lr', () => {
  it('prints a course, a table and the option to give, and writes the table of all steps', async () => {
    const out = join(work, 'search');
    const said = await search(...model, '--out', out);
    const lines = said.stdout.trimEnd().split('\n');
    expect(said.code, said.stderr).toBe(0);
    expect(lines[0]).toMatch(/^[▁▂▃▄▅▆▇█]{12,20}$/u);
    expect(lines[2]).toMatch(/^ *lr +loss +smoothed$/);
    expect(lines.filter((line) => line.endsWith('<- falls fastest'))).toHaveLength(1);
    expect(lines.at(-1)).toMatch(/^--lr [\d.e-]+ is suggested, where the smoothed loss falls fastest$/);
    expect(linesOf(said)).toContain('2 classes: cat, dog');
    expect(readdirSync(out)).toEqual(['learning-rates.csv']);
    const { points, suggestion } = await readRateTable(out);
    expect(points.length).toBeGreaterThan(11);
    expect(lines.at(-1)).toContain(`--lr ${Number(suggestion?.toPrecision(2))} `);
    expect(readdirSync(work).sort()).toEqual(['data', 'search']);
  });

  it('as JSON has what findLearningRate returns', async () => {
    const { code, stdout, stderr } = await search(...model, '--json', '--max-lr', '1');
    expect(code, stderr).toBe(0);
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({ suggestion: expect.any(Number), end: expect.any(String), replays: 0 });
    expect(found.points[0]).toEqual({
      ...{ learningRate: 1e-7, loss: expect.any(Number), smoothedLoss: expect.any(Number) },
    });
  });

  it('begins with trained weights beside a run of the name that fit would take, with the ratio of a new classifier', async () => {
    const run = join(work, 'run');
    expect((await fitOnce(data, run)).code).toBe(0);
    await writeImages(join(work, 'other'), namesIn('', { ant: 2, bee: 2, cow: 2 }));
    const said = await search('--from', run, '--data', join(work, 'other'));
    expect(said.code, said.stderr).toBe(0);
    expect(linesOf(said)).toContain('new head for 3 classes: ant, bee, cow');
    const [, rate, head] = /^--lr ([\d.e-]+) --lr-head ([\d.e-]+) is suggested/m.exec(said.stdout) ?? [];
    expect(Number(head) / Number(rate)).toBeCloseTo(10, 0);
    expect(existsSync('runs')).toBe(false);
  });

  it('ends with 1 where no rate is suggested, and says what to try', async () => {
    await writeImages(join(work, 'two'), namesIn('train', { cat: 1, dog: 1 }));
    const said = await search(
      ...[...model, '--data', join(work, 'two'), '--val-split', '0', '--set', 'augmentation.kind=none'],
      ...['--min-lr', '1e-30', '--max-lr', '1e-29', '--steps', '10'],
    );
    expect(said.code, said.stdout).toBe(1);
    expect(linesOf(said).at(-1)).toMatch(/^no learning rate is suggested: the loss falls nowhere from 1e-30/);
  });

  it.each([
    [
      ['--min-lr', '1', '--max-lr', '0.1'],
      '--min-lr 1 and --max-lr 0.1: wants a rate above 0 and a higher one',
    ],
    [['--min-lr', '0'], '--min-lr 0 and --max-lr 10: wants a rate above 0 and a higher one'],
    [['--steps', '9'], 'wants a whole number from 10 on'],
    [['--lr', '1'], "unknown option '--lr'"],
    [['--model', 'sknet51'], "no model is called 'sknet51'"],
  ])('refuses %j', async (options, message) => {
    const said = await search(...options);
    expect(said.code).toBe(2);
    expect(said.stderr).toContain(message);
  });
});
