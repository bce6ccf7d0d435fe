import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import sharp from 'sharp';
import { saveModel } from 'sk-io/node';
import { createModel } from 'sk-models';
import type { GradCamData } from 'sk-viz';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ran, runCommand } from './runCommand.js';

let work: string;
let err = '';
const path = (...parts: string[]): string => join(work, ...parts);

async function gradCam(model: string, images: string, ...more: string[]): Promise<Ran['code']> {
  const where = ['--model', path(model), '--images', path(images), '--out', path('out'), '--backend', 'wasm'];
  const ran = await runCommand('grad-cam', ...where, ...more);
  err = ran.err;
  return ran.code;
}
const read = (): GradCamData => JSON.parse(readFileSync(path('out', 'grad-cam.json'), 'utf8')) as GradCamData;

beforeAll(async () => {
  await tf.setBackend('cpu');
  work = mkdtempSync(join(tmpdir(), 'sk-viz-'));
  const model = createModel('sknet_slim', { inputShape: [16, 16, 3], seed: 2 });
  await saveModel(model, path('model'));
  const plain = sequential({
    layers: [layers.flatten({ inputShape: [16, 16, 3] }), layers.dense({ units: 2 })],
  });
  await saveModel(plain, path('plain'));
  for (const each of [model, plain]) each.dispose();
  for (const folder of ['images', 'broken']) mkdirSync(path(folder));
  for (const i of [0, 1, 2])
    await sharp({ create: { width: 20, height: 18, channels: 3, background: { r: 80 * i, g: 90, b: 20 } } })
      .png()
      .toFile(path('images', `${i}.png`));
  for (const folder of ['images', 'broken']) writeFileSync(path(folder, 'none.png'), 'no image');
});
afterAll(() => rmSync(work, { recursive: true, force: true }));
beforeEach(() => rmSync(path('out'), { recursive: true, force: true }));

describe('sk-viz grad-cam', () => {
  it('data and a figure for each image; what cannot be read is named and listed', async () => {
    const before = tf.memory().numTensors;
    expect(await gradCam('model', 'images')).toBe(0);
    expect(read().images).toHaveLength(3);
    expect(read().skipped.map(({ name }) => name)).toEqual(['none.png']);
    expect(err).toContain('skipped none.png');
    const files = readdirSync(path('out'));
    for (const file of ['evidence-1.svg', 'evidence-3.png', 'grad-cam.csv']) expect(files).toContain(file);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('a model with a weight that is not finite is refused by the name of the weight, unless that is allowed', async () => {
    const model = createModel('sknet_slim', { inputShape: [16, 16, 3], seed: 2 });
    const weight = model.weights[0] ?? expect.fail();
    tf.tidy(() => void weight.write(tf.fill(weight.shape as number[], Number.NaN)));
    await saveModel(model, path('nan'));
    model.dispose();
    expect(await gradCam('nan', 'images')).toBe(3);
    expect(err).toMatch(
      new RegExp(`sk-viz: .+model\\.json: ${weight.originalName} holds NaN, which makes .+\n$`),
    );
    await gradCam('nan', 'images', '--allow-non-finite');
    expect(err).not.toContain(' holds NaN');
    const page = ['--images', path('images'), '--out', path('out', 'report.html'), '--backend', 'cpu'];
    const report = await runCommand('report', '--model', path('nan'), ...page);
    expect(report.code).toBe(3);
    expect(report.err).toMatch(new RegExp(`${weight.originalName} holds NaN, which makes every answer`));
  });

  it('a class by name or by index', async () => {
    expect(await gradCam('model', 'images', '--class', 'ship', '--samples', '1')).toBe(0);
    expect(read().images.map(({ classIndex }) => classIndex)).toEqual([8]);
    expect(await gradCam('model', 'images', '--class', '2', '--samples', '1')).toBe(0);
    expect(read().images[0]!.className).toBe('bird');
    expect(await gradCam('model', 'images', '--class', 'shop')).toBe(2);
    expect(await gradCam('model', 'images', '--units', 'SK_9_1')).toBe(2);
    expect(err).toContain("no SK unit 'SK_9_1'; it has SK_2_1");
    expect(await gradCam('model', 'images', '--class', 'shop')).toBe(2);
    expect(err).toContain("--class is 'shop', wants an index from 0 to 9, or a name such as airplane");
  });

  it('a model without SK units: 2; no image that can be read: 3', async () => {
    expect(await gradCam('plain', 'images')).toBe(2);
    expect(err).toContain('wants an SkConv2D layer with attention');
    expect(await gradCam('model', 'broken')).toBe(3);
    expect(err).toContain('none of 1 images can be read');
  });
});
