import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { saveModel } from 'sk-io/node';
import { createModel } from 'sk-models';
import type { TradeoffData } from 'sk-viz';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ran, runCommand } from './runCommand.js';

let work: string;
let err: string;
const path = (...parts: string[]): string => join(work, ...parts);
const read = (): TradeoffData =>
  JSON.parse(readFileSync(path('out', 'tradeoff.json'), 'utf8')) as TradeoffData;

async function tradeoff(...args: string[]): Promise<Ran['code']> {
  const ran = await runCommand('tradeoff', '--out', path('out'), ...args);
  err = ran.err;
  return ran.code;
}

const epoch = (at: number, testAccuracy: number): string =>
  JSON.stringify({
    kind: 'epoch',
    step: at,
    epoch: at,
    trainLoss: 1,
    trainAccuracy: 0.5,
    testLoss: 1,
    testAccuracy,
    learningRate: 0.1,
    imagesPerSecond: 10,
    seconds: 1,
  });

beforeAll(async () => {
  await tf.setBackend('cpu');
  work = mkdtempSync(join(tmpdir(), 'sk-viz-'));
  const model = createModel('sknet_slim', { inputShape: [16, 16, 3], seed: 2 });
  for (const name of ['tested', 'untested']) await saveModel(model, path(name));
  model.dispose();
  writeFileSync(
    path('tested', 'log.jsonl'),
    `${[epoch(1, 0.5), epoch(2, 0.75), epoch(3, 0.7)].join('\n')}\n`,
  );
  mkdirSync(path('empty'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));
beforeEach(() => rmSync(path('out'), { recursive: true, force: true }));

describe('sk-viz tradeoff', () => {
  it("without a run the paper's Figure 2, as data and pictures", async () => {
    expect(await tradeoff()).toBe(0);
    expect(read()).toMatchObject({ dataset: 'imagenet-224' });
    expect(readdirSync(path('out')).sort()).toEqual([
      'error-against-size.csv',
      'error-against-size.json',
      'error-against-size.png',
      'error-against-size.svg',
      'tradeoff.csv',
      'tradeoff.json',
    ]);
  });

  it('a run stands with its best test, beside the data of its classes', async () => {
    expect(await tradeoff('--run', path('tested'))).toBe(0);
    const { dataset, points } = read();
    expect(dataset).toBe('cifar-10');
    expect(points).toHaveLength(6);
    expect(points.at(-1)).toMatchObject({ model: 'sknet_slim', error: 25, source: 'tested' });
  });

  it('a run without a test is named and left out', async () => {
    expect(await tradeoff('--run', path('tested'), '--run', path('untested'))).toBe(0);
    expect(err).toContain('untested: was never tested');
    expect(read().points.filter(({ family }) => family === 'own runs')).toHaveLength(1);
  });

  it('nothing to draw: 2, and nothing is written', async () => {
    expect(await tradeoff('--run', path('untested'), '--dataset', 'other')).toBe(2);
    expect(err).toContain('Train with a test set, or name --dataset');
    expect(() => readdirSync(path('out'))).toThrow();
  });

  it('no run at all: 3; an unknown data set: 2', async () => {
    expect(await tradeoff('--run', path('empty'))).toBe(3);
    expect(await tradeoff('--dataset', 'mnist')).toBe(2);
  });
});
