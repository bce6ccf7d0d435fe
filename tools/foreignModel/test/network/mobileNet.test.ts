/** SK convolutions in networks from somewhere else: MobileNet V2 and InceptionV3 of the npm package nsfwjs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { loadModel, saveModel } from 'sk-io/node';
import { describeModel, replaceConvs, type SurgeryReport, surgeryText } from 'sk-models';
import { SkConv2D } from 'sk-models/layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchPackage, loadModelOf } from '../../nsfwjs.js';
import { landscape, photographs } from '../../pictures.js';

let folder: string;

beforeAll(async () => {
  await start();
  folder = fetchPackage();
});

const sideOf = ({ inputs }: LayersModel): number => inputs[0]?.shape[1] as number;
/** Returns the largest difference between the answers of two models. */
const apart = (a: LayersModel, b: LayersModel, images: tf.Tensor): number =>
  tf.tidy(
    () =>
      tf
        .max(tf.abs(tf.sub(a.predict(images) as tf.Tensor, b.predict(images) as tf.Tensor)))
        .dataSync()[0] as number,
  );

describe('MobileNet V2', () => {
  let old: LayersModel;
  let model: LayersModel;
  let report: SurgeryReport;
  let left: number;
  let noise: tf.Tensor;

  beforeAll(async () => {
    old = await loadModelOf(folder, 'mobilenet_v2', 1);
    const held = tf.memory().numTensors;
    ({ model, report } = replaceConvs(old, { start: 'same-function', seed: 1 }));
    left = tf.memory().numTensors - held;
    console.log(surgeryText(report));
    noise = tf.randomNormal([4, sideOf(old), sideOf(old), 3], 0.5, 0.25, 'float32', 1);
  });
  afterAll(() => {
    model.dispose();
    old.dispose();
    noise.dispose();
  });

  it('no tensor is left over by the surgery', () => {
    expect(left).toBe(model.weights.length);
  });

  it('all 17 depthwise convolutions are replaced, and the report counts what is there', () => {
    expect(report.replaced).toHaveLength(17);
    expect(describeModel(model)).toMatchObject({
      parameters: report.after.parameters,
      macs: report.after.macs,
    });
  });

  const data = process.env['SK_TEST_DATA'];
  it.each<[string, (size: number) => tf.Tensor | Promise<tf.Tensor>]>([
    ['noise', () => tf.clone(noise)],
    ['a landscape', landscape],
    ...(data === undefined
      ? []
      : [
          ['8 photographs', (size: number) => photographs(data, size, 8)] as [
            string,
            () => Promise<tf.Tensor>,
          ],
        ]),
  ])('gives the same answers within 1e-4 on %s', async (_, draw) => {
    const images = await draw(sideOf(old));
    expect(apart(model, old, images)).toBeLessThan(1e-4);
    images.dispose();
  });

  it('frozen layers stay frozen, and no other is', () => {
    const flags = model.layers.filter((layer) => !(layer instanceof SkConv2D) && layer.weights.length > 0);
    const frozen = flags.filter(({ trainable }) => !trainable);
    expect(frozen.length).toBeGreaterThan(0);
    expect(frozen.map(({ name }) => name)).toEqual(
      flags.filter(({ name }) => !old.getLayer(name).trainable).map(({ name }) => name),
    );
  });

  it('trains: all weights of the SK convolutions move, and the loss falls to less than a half', async () => {
    const weights = model.layers
      .filter((layer) => layer instanceof SkConv2D)
      .flatMap((layer) => layer.trainableWeights);
    const values = (): string[] => weights.map((weight) => [...weight.read().dataSync()].join());
    const atStart = values();
    const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), 5);
    model.compile({ optimizer: tf.train.momentum(0.003, 0.9), loss: 'categoricalCrossentropy' });
    const losses: number[] = [];
    for (let step = 0; step < 8; step++) losses.push((await model.trainOnBatch(noise, labels)) as number);
    const mean = (list: readonly number[]): number => list.reduce((sum, loss) => sum + loss, 0) / list.length;
    expect(mean(losses.slice(-2)), losses.join(' ')).toBeLessThan(mean(losses.slice(0, 2)) / 2);
    expect(values().filter((value, i) => value === atStart[i])).toEqual([]);
  });

  it('saved and loaded it answers the same', async () => {
    const work = mkdtempSync(join(tmpdir(), 'sk-foreign-'));
    await saveModel(model, join(work, 'model'));
    const again = await loadModel(join(work, 'model'));
    rmSync(work, { recursive: true });
    expect(apart(again, model, noise)).toBe(0);
    again.dispose();
  });
});

it('InceptionV3 answers the same within 1e-4 with its dense 3x3 convolutions replaced', async () => {
  const inception = await loadModelOf(folder, 'inception_v3', 6);
  const { model, report } = replaceConvs(inception, { match: 'dense', seed: 1 });
  expect(report.replaced.length).toBeGreaterThan(0);
  expect(apart(model, inception, landscape(sideOf(inception)))).toBeLessThan(1e-4);
  for (const each of [model, inception]) each.dispose();
});
