/** `sk-train eval` and `predict` show a network as much of an image as they are told, in the size that they are told. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { readImage, saveModel } from 'sk-io/node';
import {
  centralBox,
  createModel,
  modelMetadata,
  pixelBytes,
  pixelScales,
  preprocessingOf,
  resample,
  resizeInput,
  withMetadata,
} from 'sk-models';
import { ArrayDataset, evaluate } from 'sk-train';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder, writeImage } from '../imageFiles.js';
import { writeCifarFolder } from './support/cifarFolder.js';
import { colourModel, colourNames, colours, writeColourModel, writePixels } from './support/colourModel.js';
import { runInProcess, type Said } from './support/runInProcess.js';

const { red, green } = colours;

let at: (name: string) => string;
beforeEach(async () => {
  await tf.setBackend('cpu');
  const folder = await temporaryFolder();
  at = (name) => join(folder, name);
});

const evaluated = (...more: string[]): Promise<Said> =>
  runInProcess(
    ...['eval', '--run', at('model'), '--data', at('data'), '--backend', 'cpu', '--workers', '0', '--json'],
    ...more,
  );

const figures = ({ stdout }: Said): { top1: number; loss: number } =>
  JSON.parse(stdout) as { top1: number; loss: number };

/** The loss of class 0, where the logits are shares of red and of green. */
const lossOf = (redShare: number, greenShare: number): number =>
  Math.log(Math.exp(redShare) + Math.exp(greenShare) + 1) - redShare;

/** Reads 64 pixels until it is resized; its answer depends on the size, as borders and strides do. */
function convolutional(): layers.LayersModel {
  const model = layers.sequential();
  const kernelInitializer = layers.initializers.heNormal({ seed: 1 });
  const conv = { filters: 4, kernelSize: 5, strides: 4, activation: 'relu', kernelInitializer } as const;
  model.add(layers.layers.conv2d({ ...conv, inputShape: [64, 64, 3] }));
  model.add(layers.layers.globalMaxPooling2d({}));
  model.add(layers.layers.dense({ units: 3, kernelInitializer: layers.initializers.heNormal({ seed: 2 }) }));
  return withMetadata(model, {
    classNames: colourNames,
    preprocessing: preprocessingOf(model, pixelScales.imagenet),
  });
}

it('--crop says how much of an image is seen', async () => {
  await writeColourModel(at('model'), 8);
  const isCentre = (i: number): boolean => i >= 4 && i < 12;
  await writePixels(at('data/red/0.png'), 16, (x, y) => (isCentre(x) && isCentre(y) ? red : green));
  const whole = figures(await evaluated());
  expect(whole.top1).toBe(0);
  expect(whole.loss).toBeCloseTo(lossOf(0.25, 0.75), 2);
  const centre = figures(await evaluated('--crop', '0.5'));
  expect(centre.top1).toBe(1);
  expect(centre.loss).toBeCloseTo(lossOf(1, 0), 6);
  const predict = (...more: string[]) =>
    runInProcess('predict', '--model', at('model'), '--backend', 'cpu', '--json', at('data'), ...more);
  const [answer] = JSON.parse((await predict('--crop', '0.5')).stdout) as {
    predictions: { class: string; probability: number }[];
  }[];
  expect(answer?.predictions[0]?.class).toBe('red');
  expect(answer?.predictions[0]?.probability).toBeCloseTo(Math.exp(-lossOf(1, 0)), 6);
  expect(await predict('--crop', '0')).toMatchObject({ code: 2, stdout: '' });
});

it('--interpolation says how it is resized', async () => {
  await writeColourModel(at('model'), 8);
  await writePixels(at('data/red/0.png'), 16, (x) => (x % 2 === 0 ? red : green));
  expect(figures(await evaluated()).loss).toBeCloseTo(lossOf(0.5, 0.5), 2);
  // The nearest of two columns is the right one.
  expect(figures(await evaluated('--interpolation', 'nearest')).loss).toBeCloseTo(lossOf(0, 1), 6);
  expect((await evaluated('--interpolation', 'lanczos')).code).toBe(2);
});

it('--image-size makes a network of any size read 224 and 320 pixels as resizeInput does', async () => {
  const model = convolutional();
  await saveModel(model, at('model'));
  const paths = colourNames.map((name) => at(`data/${name}/0.png`));
  for (const [channel, path] of paths.entries()) {
    await mkdir(dirname(path), { recursive: true });
    await writeImage(path, { width: 90, height: 70, channel });
  }
  const losses = new Set<number>();
  for (const size of [224, 320]) {
    const resized = resizeInput(model, [size, size]);
    const preprocessing = modelMetadata(resized).preprocessing;
    if (preprocessing === undefined) throw new Error('no preprocessing');
    const pixels: number[] = [];
    for (const path of paths) {
      const image = await readImage(path);
      const box = centralBox(image, { size: [size, size], cropFraction: 0.95 });
      for (const byte of pixelBytes(resample(image, box, [size, size], 'bicubic'), 3, 3)) pixels.push(byte);
    }
    const data = new ArrayDataset({
      ...{ images: Uint8Array.from(pixels), shape: [size, size, 3], labels: [0, 1, 2] },
      ...{ classNames: colourNames, mean: preprocessing.mean, std: preprocessing.std },
    });
    const wanted = await evaluate(resized, data, { batchSize: 3 });
    resized.dispose();
    const said = await evaluated(
      ...['--image-size', String(size), '--crop', '0.95', '--interpolation', 'bicubic'],
    );
    expect(said.code, said.stderr).toBe(0);
    expect(figures(said)).toMatchObject({ loss: wanted.loss, top1: wanted.accuracy });
    losses.add(wanted.loss);
  }
  expect(losses.size).toBe(2);
  model.dispose();
});

it('refuses what a model cannot read, with the reason', async () => {
  const meter = colourModel(8);
  const preprocessing = modelMetadata(meter).preprocessing;
  meter.dispose();
  const model = layers.sequential({ name: 'flat' });
  model.add(layers.layers.flatten({ inputShape: [8, 8, 3] }));
  model.add(layers.layers.dense({ units: 3 }));
  await saveModel(
    withMetadata(model, { classNames: colourNames, ...(preprocessing && { preprocessing }) }),
    at('model'),
  );
  model.dispose();
  await writePixels(at('data/red/0.png'), 16, () => red);
  const tensors = tf.memory().numTensors;
  const said = await evaluated('--image-size', '16');
  expect(said).toMatchObject({ code: 2, stdout: '' });
  expect(said.stderr.trimEnd().split('\n').at(-1)).toMatch(
    /^sk-train: resizeInput: 'flat' cannot read images of 16 x 16: /,
  );
  const asked = await runInProcess(
    ...['predict', '--model', at('model'), '--backend', 'cpu', '--image-size', '16', at('data')],
  );
  expect(asked).toMatchObject({ code: 2, stdout: '' });
  expect(asked.stderr).toContain("resizeInput: 'flat' cannot read images of 16 x 16: ");
  expect(tf.memory().numTensors).toBe(tensors);
  expect((await evaluated('--image-size', '8')).code).toBe(0);
});

it('refuses crops of images that are tested pixel for pixel', async () => {
  writeCifarFolder(at('data'));
  const model = createModel('sknet_slim', {
    numClasses: 10,
    inputShape: [32, 32, 3],
    widthMultiplier: 1 / 8,
  });
  await saveModel(model, at('model'));
  model.dispose();
  const refused = async (...more: string[]): Promise<string> => {
    const said = await evaluated(...more);
    expect(said).toMatchObject({ code: 2, stdout: '' });
    return said.stderr.trimEnd().split('\n').at(-1) ?? '';
  };
  const why = ': files of raw pixels are tested whole: leave it out, or test on a folder of images';
  expect(await refused('--crop', '0.9')).toBe(`sk-train: --crop${why}`);
  expect(await refused('--interpolation', 'nearest')).toBe(`sk-train: --interpolation${why}`);
  expect(await refused('--tta', 'five', '--crop', '1')).toBe(`sk-train: --crop and --tta five${why}`);
});
