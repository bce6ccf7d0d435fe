/** `sk-viz learning-rate` on the table that a search leaves. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRateTable, writeRateTable } from 'sk-io/node';
import { shownLosses } from 'sk-models';
import { learningRateSearch, renderSvg } from 'sk-viz';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { figureCsv } from '#internal';
import { runCommand } from './runCommand.js';

let work: string;
const path = (...parts: string[]): string => join(work, ...parts);

/** A loss that falls, and rises at rates above 1. */
const points = Array.from({ length: 40 }, (_, i) => {
  const learningRate = Number((10 ** (i / 5 - 7)).toPrecision(6));
  const smoothedLoss = i < 36 ? 2 - i / 30 : i / 15;
  return { learningRate, loss: smoothedLoss + (i % 3) / 10, smoothedLoss };
});
const suggestion = points[20]?.learningRate ?? 0;

/** Describes the suggested rate for screen readers. */
const pointLabel = 'Learning rate: 1e-3; Cross-entropy loss (nats): 1.33333';

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'sk-viz-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

it('draws the search, with the suggested rate', async () => {
  await writeRateTable(path('search'), { points, suggestion });
  const read = await readRateTable(path('search'));
  expect(read.suggestion).toBe(suggestion);
  expect(read.points).toHaveLength(40);
  expect(await runCommand('learning-rate', '--search', path('search'), '--out', path('out'))).toMatchObject({
    code: 0,
  });
  expect(readdirSync(path('out')).sort()).toEqual(
    ['csv', 'json', 'png', 'svg'].map((ending) => `learning-rate-search.${ending}`),
  );
  const svg = readFileSync(path('out', 'learning-rate-search.svg'), 'utf8');
  const isShown = (text: string): boolean => svg.includes(text);
  expect(['>1e-7<', '>smoothed<', `aria-label="${pointLabel}`].filter((text) => !isShown(text))).toEqual([]);
});

it('has a row for each step, and marks one', () => {
  const csv = figureCsv(learningRateSearch(points, suggestion)).trim().split('\n');
  expect(csv[0]).toBe('learningRate,loss,smoothedLoss,suggested');
  expect(csv).toHaveLength(41);
  expect(csv.filter((line) => line.endsWith(',true'))).toEqual([`0.001,1.53333,1.33333,true`]);
});

it('shows what has diverged outside', () => {
  const last = { learningRate: 10, loss: 500, smoothedLoss: 100 };
  const [lowest, highest] = shownLosses([...points, last]);
  // It falls from 2 to 0.8333, and rises as far above 2.
  expect([lowest, highest].map((loss) => loss.toFixed(4))).toEqual(['0.8333', '3.1667']);
  expect(shownLosses([last])).toEqual([100, 100]);
});

it('draws a search without a suggestion, and one whose loss stays', async () => {
  const flat = points.map((point) => ({ ...point, loss: 1, smoothedLoss: 1 }));
  const svg = await renderSvg(learningRateSearch(flat));
  expect([svg.includes('layer_1_marks'), svg.includes('aria-label="Learning rate: ')]).toEqual([true, false]);
});

it.each([
  ['', 'wants the columns learningRate,loss,smoothedLoss,suggested in line 1'],
  ['learningRate,loss,smoothedLoss,suggested\n', 'has no row'],
  ['learningRate,loss,smoothedLoss,suggested\n0.1,1,1,\n0.1,1,NaN,yes\n', 'line 3 wants a rate above 0'],
  ['learningRate,loss,smoothedLoss,suggested\n0.1,,1,\n', 'line 2 wants a rate above 0'],
  ['learningRate,loss,smoothedLoss,suggested\n-1,1,1,yes\n', 'line 2 wants a rate above 0'],
  ['learningRate,loss,smoothedLoss,suggested\n1,1,1,yes,no\n', 'line 2 wants a rate above 0'],
  ['learningRate,loss,smoothedLoss,suggested\n1,1,1,maybe\n', 'line 2 wants a rate above 0'],
])('refuses the table %j in one line', async (text, message) => {
  writeFileSync(path('search', 'learning-rates.csv'), text);
  const { code, err } = await runCommand(
    ...['learning-rate', '--search', path('search'), '--out', path('no')],
  );
  expect(code).toBe(3);
  expect(err).toContain(message);
  expect(err.trim().split('\n')).toHaveLength(1);
});

it('refuses a folder without a search, and says what writes one', async () => {
  const { code, err } = await runCommand('learning-rate', '--search', work, '--out', path('no'));
  expect(code).toBe(3);
  expect(err).toMatch(/holds no search for a learning rate: sk-train find-lr --out writes one\n$/);
});
