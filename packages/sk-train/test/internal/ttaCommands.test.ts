/** `--tta` of `sk-train eval` and `predict`, against means that are computed by hand. */
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import * as layers from '@tensorflow/tfjs-layers';
import { saveModel } from 'sk-io/node';
import { modelMetadata, withMetadata } from 'sk-models';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { colourModel, colours, writePixels } from './support/colourModel.js';
import { runInProcess, type Said } from './support/runInProcess.js';

const { red, green, blue } = colours;
const side = 8;

let at: (name: string) => string;
beforeEach(async () => {
  await tf.setBackend('cpu');
  const folder = await temporaryFolder();
  at = (name) => join(folder, name);
});

/** Its logits are the mean of each colour in the left half of the image. */
function leftHalf(): LayersModel {
  const meter = colourModel(side);
  const model = layers.sequential();
  model.add(
    layers.layers.cropping2D({
      cropping: [
        [0, 0],
        [0, side / 2],
      ],
      inputShape: [side, side, 3],
    }),
  );
  model.add(layers.layers.globalAveragePooling2d({}));
  model.add(layers.layers.dense({ units: 3, useBias: false, kernelInitializer: 'identity' }));
  withMetadata(model, modelMetadata(meter));
  meter.dispose();
  return model;
}

/** The same behind a softmax, as the networks of the registry end. */
function withSoftmax(model: LayersModel): LayersModel {
  const whole = layers.sequential();
  for (const layer of model.layers) whole.add(layer);
  whole.add(layers.layers.softmax());
  return withMetadata(whole, modelMetadata(model));
}

const quick = ['--backend', 'cpu'] as const;
const evaluated = (...more: string[]): Promise<Said> =>
  runInProcess(
    ...['eval', '--run', at('model'), '--data', at('data'), '--workers', '0', '--json', ...quick, ...more],
  );
const predicted = (...more: string[]): Promise<Said> =>
  runInProcess('predict', '--model', at('model'), at('data'), '--json', ...quick, ...more);

const lossIn = ({ stdout }: Said): number => (JSON.parse(stdout) as { loss: number }).loss;

/** Returns the probability of red in the answer for one image. */
function redIn({ stdout }: Said): number | undefined {
  const [answer] = JSON.parse(stdout) as { predictions: { class: string; probability: number }[] }[];
  return answer?.predictions.find((score) => score.class === 'red')?.probability;
}

/** The probability of red for the logits of three colours. */
const redOf = ([r = 0, g = 0, b = 0]: readonly number[]): number =>
  Math.exp(r) / (Math.exp(r) + Math.exp(g) + Math.exp(b));

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('--tta', () => {
  it.each([
    ['logits', leftHalf],
    ['probabilities', () => withSoftmax(leftHalf())],
  ])('flip is the mean of an image and its mirror, of a network that answers with %s', async (_, make) => {
    const model = make();
    await saveModel(model, at('model'));
    model.dispose();
    await writePixels(at('data/red/0.png'), side, (x) => (x < side / 2 ? red : green));
    expect(lossIn(await evaluated())).toBeCloseTo(-Math.log(redOf([1, 0, 0])), 5);
    const wanted = mean([redOf([1, 0, 0]), redOf([0, 1, 0])]);
    expect(lossIn(await evaluated('--tta', 'flip'))).toBeCloseTo(-Math.log(wanted), 5);
    expect(redIn(await predicted())).toBeCloseTo(redOf([1, 0, 0]), 5);
    expect(redIn(await predicted('--tta', 'flip'))).toBeCloseTo(wanted, 5);
  });

  it('five and ten are crops out of what the model would see of the image and its surroundings', async () => {
    const model = leftHalf();
    await saveModel(model, at('model'));
    model.dispose();
    const isFar = (i: number): boolean => i >= side;
    // Red, green / blue, red: a corner is of one colour, the left of the centre of two.
    await writePixels(at('data/red/0.png'), 2 * side, (x, y) => {
      if (isFar(x)) return isFar(y) ? red : green;
      return isFar(y) ? blue : red;
    });
    const corners = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ].map(redOf);
    const five = mean([...corners, redOf([0.5, 0, 0.5])]);
    const ten = mean([...corners, redOf([0.5, 0, 0.5]), ...corners, redOf([0.5, 0.5, 0])]);
    for (const [views, wanted] of [
      ['five', five],
      ['ten', ten],
    ] as const) {
      const options = ['--tta', views, '--crop', '0.5'];
      expect(lossIn(await evaluated(...options))).toBeCloseTo(-Math.log(wanted), 5);
      expect(redIn(await predicted(...options))).toBeCloseTo(wanted, 5);
    }
  });

  it('of crops wants room around the image', async () => {
    const model = leftHalf();
    await saveModel(model, at('model'));
    model.dispose();
    await writePixels(at('data/red/0.png'), side, () => red);
    const before = tf.memory().numTensors;
    for (const said of [await evaluated('--tta', 'ten'), await predicted('--tta', 'ten')]) {
      expect(said).toMatchObject({ code: 2, stdout: '' });
      expect(said.stderr.trimEnd().split('\n').at(-1)).toBe(
        'sk-train: --tta ten takes crops of 8 x 8 pixels out of a larger image, and a centre crop of 1 leaves nothing around them: say --crop 0.875, or --tta flip',
      );
    }
    expect(tf.memory().numTensors).toBe(before);
    expect((await evaluated('--tta', 'six')).code).toBe(2);
  });
});
