/** What dropout and drop path drop. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  loadLayersModel,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { stepNumber, withRandomStep } from 'sk-core';
import { SkDropout, SkDropPath } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => tf.setBackend('cpu'));

type RandomLayer = SkDropout | SkDropPath;

/** Returns what a layer makes of ones in training, for a step and a part of its batch. */
function dropped(layer: RandomLayer, shape: number[], step?: number, part = 0): readonly number[] {
  return tf.tidy(() => {
    const run = (): tf.Tensor => layer.apply(tf.ones(shape), { training: true }) as tf.Tensor;
    const y = step === undefined ? run() : withRandomStep({ step: stepNumber(step), part }, run);
    return [...y.dataSync()];
  });
}

describe('SkDropout', () => {
  it('drops the share that it is told, and divides the rest, so that the mean stays', () => {
    const values = dropped(new SkDropout({ rate: 0.25, seed: 1 }), [100, 1000], 3);
    const kept = values.filter((value) => value !== 0);
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / 0.75)]));
    // Six standard deviations of 100,000 draws.
    expect(Math.abs(kept.length / values.length - 0.75)).toBeLessThan(6 * Math.sqrt((0.25 * 0.75) / 1e5));
  });

  it('drops other values for another step, part, seed and name, and the same for the same', () => {
    const of = (seed: number, name: string, step: number, part: number): string =>
      `${dropped(new SkDropout({ rate: 0.5, seed, name }), [64], step, part)}`;
    const all = [
      of(1, 'a', 0, 0),
      of(1, 'a', 1, 0),
      of(1, 'a', 2 ** 16, 0),
      of(1, 'a', 0, 1),
      of(2, 'a', 0, 0),
      of(1, 'b', 0, 0),
    ];
    expect(new Set(all).size).toBe(6);
    expect(of(1, 'a', 0, 0)).toBe(all[0]);
  });

  it('drops whole channels of an image where the noise has one value for them', () => {
    const values = dropped(
      new SkDropout({ rate: 0.5, seed: 2, noiseShape: [null, 1, 1, null] }),
      [4, 3, 3, 16],
      1,
    );
    const channels = Array.from({ length: 64 }, (_, i) =>
      values.filter((_value, k) => Math.floor(k / 144) * 16 + (k % 16) === i),
    );
    for (const channel of channels) expect(new Set(channel).size).toBe(1);
    expect(new Set(values)).toEqual(new Set([0, 2]));
  });

  it('counts its calls where nobody names the step, and starts again in a copy', () => {
    const layer = new SkDropout({ rate: 0.5, seed: 3, name: 'it' });
    const [first, second] = [dropped(layer, [64]), dropped(layer, [64])];
    expect(second).not.toEqual(first);
    expect(dropped(new SkDropout({ ...layer.getConfig(), rate: 0.5 }), [64])).toEqual(first);
  });

  it('drops other values at each call of a step, and the same in the same step again', () => {
    const layer = new SkDropout({ rate: 0.5, seed: 3, name: 'it' });
    const twice = (): readonly Float32Array[] =>
      tf.tidy(() =>
        withRandomStep({ step: stepNumber(5), part: 0 }, () =>
          [1, 2].map(() =>
            (layer.apply(tf.ones([64]), { training: true }) as tf.Tensor).dataSync<'float32'>(),
          ),
        ),
      );
    const [first, second] = twice();
    expect(second).not.toEqual(first);
    expect(twice()).toEqual([first, second]);
  });

  it('draws a seed that stays with its configuration', () => {
    const layer = new SkDropout({ rate: 0.5, name: 'it' });
    expect(new SkDropout({ rate: 0.5, name: 'it' }).seed).not.toBe(layer.seed);
    expect(layer.getConfig()).toMatchObject({ seed: layer.seed });
  });

  it('lets everything pass at inference and at a rate of 0', () => {
    const x = tf.tensor1d([1, -2, Number.NaN]);
    const at = (layer: SkDropout, training: boolean): Float32Array =>
      (layer.apply(x, { training }) as tf.Tensor).dataSync<'float32'>();
    expect(at(new SkDropout({ rate: 0.9 }), false)).toEqual(x.dataSync());
    expect(at(new SkDropout({ rate: 0 }), true)).toEqual(x.dataSync());
  });
});

describe('SkDropPath', () => {
  it('keeps or drops each image as a whole', () => {
    const values = dropped(new SkDropPath({ rate: 0.5, seed: 5 }), [200, 3, 2], 1);
    const images = Array.from({ length: 200 }, (_, i) => values.slice(6 * i, 6 * i + 6));
    for (const image of images) expect(new Set(image).size).toBe(1);
    const kept = images.filter(([value]) => value === 2).length;
    expect(kept).toBeGreaterThan(58);
    expect(kept).toBeLessThan(142);
    expect(values.filter((value) => value !== 0 && value !== 2)).toEqual([]);
  });

  it('drops the gradient of the images that it drops', () => {
    const layer = new SkDropPath({ rate: 0.5, seed: 5 });
    const [y, dx] = tf.tidy(() => {
      const run = (x: tf.Tensor): tf.Tensor =>
        withRandomStep(
          { step: stepNumber(4), part: 0 },
          () => layer.apply(x, { training: true }) as tf.Tensor,
        );
      const x = tf.ones([8, 3]);
      return [run(x).dataSync(), tf.grad(run)(x).dataSync()];
    });
    expect(dx).toEqual(y);
    expect(new Set(y)).toEqual(new Set([0, 2]));
  });
});

it('a network with both is saved and loaded, and drops the same', async () => {
  const x = input({ shape: [4, 4, 3] });
  const branch = new SkDropPath({ rate: 0.5, seed: 1 }).apply(
    layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same' }).apply(x),
  ) as SymbolicTensor;
  const sum = layers.add().apply([x, branch]) as SymbolicTensor;
  const features = layers.globalAveragePooling2d({}).apply(sum) as SymbolicTensor;
  const outputs = new SkDropout({ rate: 0.5, seed: 1 }).apply(features) as SymbolicTensor;
  const network = model({ inputs: x, outputs });
  let artifacts: tf.io.ModelArtifacts | undefined;
  await network.save({
    save: async (saved) => {
      artifacts = saved;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  const again = await loadLayersModel({ load: async () => artifacts as tf.io.ModelArtifacts });
  const run = (loaded: LayersModel): Float32Array =>
    tf.tidy(() =>
      withRandomStep({ step: stepNumber(7), part: 0 }, () =>
        (loaded.apply(tf.ones([6, 4, 4, 3]), { training: true }) as tf.Tensor).dataSync(),
      ),
    ) as Float32Array;
  expect(run(again)).toEqual(run(network));
  expect(run(again)).toContain(0);
});
