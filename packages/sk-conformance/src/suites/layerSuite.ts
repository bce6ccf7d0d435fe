/**
 * The test of a layer: shapes, weights, configuration, files, gradients and memory. A package's tests call it once
 * for each layer.
 */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  type layers,
  loadLayersModel,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toTensor } from '../check/backendTensors.js';
import { noise, sizeOf } from '../numbers/array64.js';
import { close, type Tolerance } from '../numbers/close.js';
import { patience } from './patience.js';
import { checkGradients, leavesNothing } from './trainable.js';

export interface LayerUnderTest {
  readonly name: string;
  /** Makes a new layer at each call, with a configuration of its own. */
  readonly create: () => layers.Layer;
  /** Shape without the batch; a list of shapes for a layer of several inputs. */
  readonly inputShape: readonly number[] | readonly (readonly number[])[];
  /** Number of trainable values, where the test knows it. */
  readonly trainableCount?: number;
  /** Names of weights whose gradient may be zero, as that of a bias before a batch norm. */
  readonly zeroGradients?: RegExp;
  readonly backendName: string;
  readonly start?: () => Promise<void>;
}

const names: OptionNames<LayerUnderTest> = {
  name: true,
  create: true,
  inputShape: true,
  trainableCount: true,
  zeroGradients: true,
  backendName: true,
  start: true,
};

const batchSize = 3;
const exact: Tolerance = { rtol: 0, atol: 0 };

/** Registers the suite with vitest. */
export function layerSuite(under: LayerUnderTest): void {
  checkOptions('layerSuite: under', under, names);
  const {
    name,
    create,
    inputShape,
    trainableCount,
    backendName,
    start = async () => {},
    zeroGradients,
  } = under;
  const shapes = (typeof inputShape[0] === 'number' ? [inputShape] : inputShape) as readonly number[][];
  const batch = (n = batchSize): Tensor[] => shapes.map((shape, k) => toTensor(noise([n, ...shape], k + 1)));
  const apply = (layer: layers.Layer, n?: number): Tensor =>
    tf.tidy(() => layer.apply(several(batch(n)), { training: false }) as Tensor);

  describe(`layer ${name}`, { timeout: patience }, () => {
    beforeAll(async () => {
      await start();
      expect(await tf.setBackend(backendName)).toBe(true);
    });

    it('has the shape that it declares, for one image and for more', () => {
      const layer = create();
      const symbols = shapes.map((shape) => input({ shape: [...shape] }));
      const symbolic = layer.apply(several(symbols)) as SymbolicTensor;
      for (const n of [1, batchSize]) {
        const y = apply(layer, n);
        expect(layer.computeOutputShape(several(shapes.map((shape) => [n, ...shape])))).toEqual(y.shape);
        expect(symbolic.shape.slice(1)).toEqual(y.shape.slice(1));
        y.dispose();
      }
      layer.dispose();
    });

    it('counts its weights', () => {
      const layer = create();
      apply(layer).dispose();
      const sizes = layer.weights.map(({ shape }) => sizeOf(shape as number[]));
      expect(layer.countParams()).toBe(sizes.reduce((a, b) => a + b, 0));
      const count = layer.trainableWeights.reduce((sum, w) => sum + sizeOf(w.shape as number[]), 0);
      expect(count).toBe(trainableCount ?? count);
      layer.dispose();
    });

    it('comes back from its configuration as the same function', async () => {
      const layer = create();
      const y = apply(layer);
      const config: tf.serialization.ConfigDict = JSON.parse(JSON.stringify(layer.getConfig()));
      const type = layer.constructor as tf.serialization.SerializableConstructor<layers.Layer>;
      const again = type.fromConfig(type, config);
      expect(again.getConfig()).toEqual(layer.getConfig());
      apply(again).dispose();
      again.setWeights(layer.getWeights());
      const same = apply(again);
      close(await same.data(), await y.data(), `${name} from its configuration`, exact, y.shape);
      tf.dispose([y, same]);
      layer.dispose();
      again.dispose();
    });

    it('is saved and loaded in a model, to the bit', async () => {
      const net = modelOf(create(), shapes);
      let saved: tf.io.ModelArtifacts | undefined;
      const handler = tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      });
      await net.save(handler);
      const again = await loadLayersModel(tf.io.fromMemory(saved as tf.io.ModelArtifacts));
      const answer = (m: LayersModel): Tensor => tf.tidy(() => m.predict(several(batch())) as Tensor);
      const [y, same] = [answer(net), answer(again)];
      close(await same.data(), await y.data(), `${name} from a file`, exact, y.shape);
      tf.dispose([y, same]);
      net.dispose();
      again.dispose();
    });

    it('gives every weight a gradient, or its input one if it has none', async () => {
      const layer = create();
      apply(layer).dispose();
      await checkGradients({
        what: name,
        weights: layer.trainableWeights.map((w) => ({ name: w.name, variable: w.read() as tf.Variable })),
        inputs: batch(),
        forward: (xs) => layer.apply(several([...xs]), { training: true }) as Tensor,
        ...(zeroGradients !== undefined && { zeroGradients }),
      });
      layer.dispose();
    });

    it('trains and predicts, and leaves nothing behind', async () => {
      const net = modelOf(create(), shapes);
      const x = batch();
      const target = tf.tidy(() => tf.zerosLike(net.predict(several(x)) as Tensor));
      const predict = (): void => tf.dispose(net.predict(several(x)));
      await leavesNothing(`${name}.predict`, predict);
      if (net.trainableWeights.length > 0) {
        const optimizer = tf.train.sgd(0.01);
        net.compile({ optimizer, loss: 'meanSquaredError' });
        const step = async (): Promise<void> => {
          expect(await net.trainOnBatch(several(x), target)).toSatisfy(Number.isFinite);
        };
        await leavesNothing(`${name} in a training step`, step);
        optimizer.dispose();
      }
      tf.dispose([x, target]);
      net.dispose();
    });
  });
}

function several<T>(list: readonly T[]): T | T[] {
  const [only, ...others] = list;
  return only !== undefined && others.length === 0 ? only : [...list];
}

function modelOf(layer: layers.Layer, shapes: readonly number[][]): LayersModel {
  const symbols = shapes.map((shape) => input({ shape }));
  return model({ inputs: symbols, outputs: layer.apply(several(symbols)) as SymbolicTensor });
}
