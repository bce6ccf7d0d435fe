import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { saveModel } from 'sk-io/node';
import { createModel } from 'sk-models';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readEvents } from '../../../sk-io/test/support/eventReader.js';
import { type Ran, runCommand } from './runCommand.js';

let work: string;
const path = (...parts: string[]): string => join(work, ...parts);

async function tensorboard(...args: string[]): Promise<Ran['code']> {
  const ran = await runCommand('tensorboard', '--out', path('logs'), ...args);
  return ran.code;
}
const eventsOf = (run: string) => {
  const [file, ...more] = readdirSync(path('logs', run));
  expect(more).toEqual([]);
  expect(file).toMatch(/tfevents/);
  return readEvents(readFileSync(path('logs', run, file!)));
};
const record = (step: number): string =>
  JSON.stringify({
    kind: 'step',
    step,
    epoch: 0.1,
    loss: 2,
    accuracy: 0.1,
    learningRate: 0.1,
    imagesPerSecond: 9,
    dataWait: 0,
  });

beforeAll(async () => {
  await tf.setBackend('cpu');
  work = mkdtempSync(join(tmpdir(), 'sk-viz-'));
  const model = createModel('sknet_slim', { inputShape: [16, 16, 3], seed: 2 });
  for (const run of ['first', 'second']) {
    await saveModel(model, path(run));
    writeFileSync(path(run, 'log.jsonl'), `${record(1)}\n`);
  }
  model.dispose();
  mkdirSync(path('images'));
  await sharp({ create: { width: 20, height: 18, channels: 3, background: { r: 90, g: 9, b: 200 } } })
    .png()
    .toFile(path('images', 'a.png'));
  mkdirSync(path('empty'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));
beforeEach(() => rmSync(path('logs'), { recursive: true, force: true }));

describe('sk-viz tensorboard', () => {
  it('a folder for each run', async () => {
    expect(await tensorboard('--run', path('first'), '--run', path('second'))).toBe(0);
    expect(readdirSync(path('logs')).sort()).toEqual(['first', 'second']);
    const loss = eventsOf('second').find(({ tag }) => tag === 'loss/batch');
    expect(loss).toMatchObject({ step: 1, value: 2 });
  });

  it('a folder for each also where only separators tell their paths apart', async () => {
    for (const [at, step] of [
      [['a_b', 'run'], 1],
      [['a', 'b', 'run'], 2],
    ] as const) {
      mkdirSync(path(...at), { recursive: true });
      writeFileSync(path(...at, 'log.jsonl'), `${record(step)}\n`);
    }
    expect(await tensorboard('--run', path('a_b', 'run'), '--run', path('a', 'b', 'run'))).toBe(0);
    const steps = readdirSync(path('logs'))
      .sort()
      .map((name) => eventsOf(name).find(({ tag }) => tag === 'loss/batch')?.step);
    expect(steps).toEqual([1, 2]);
  });

  it('with images the attention, its figures and what the network was shown', async () => {
    const before = tf.memory().numTensors;
    const args = ['--run', path('first'), '--images', path('images'), '--scales', '1,2', '--backend', 'cpu'];
    expect(await tensorboard(...args)).toBe(0);
    const events = eventsOf('first');
    expect(events.filter(({ histogram }) => histogram !== undefined)).toHaveLength(6 * 2);
    const images = events.flatMap(({ tag, image }) => (image === undefined ? [] : [tag]));
    expect(images).toEqual(expect.arrayContaining(['figures/attention-by-unit', 'samples/1, 2.0×']));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('no run: 3, and nothing is written', async () => {
    expect(await tensorboard('--run', path('empty'))).toBe(3);
    expect(() => readdirSync(path('logs'))).toThrow();
  });
});
