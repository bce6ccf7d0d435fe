/**
 * The test of models: answers, gradients, counts, configuration and memory. It runs for each model of a list, such as
 * a registry's.
 */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, elementAt, type OptionNames } from 'sk-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toTensor } from '../check/backendTensors.js';
import { noise, sizeOf } from '../numbers/array64.js';
import { close } from '../numbers/close.js';
import { patience } from './patience.js';
import { checkGradients, leavesNothing } from './trainable.js';

export interface ModelUnderTest {
  readonly name: string;
  /** Makes a new model, at a size that the test can afford. */
  readonly create: () => LayersModel;
  /** Number of trainable values, where a paper or a file states it. */
  readonly trainableCount?: number;
  /** Images in the batch, 2 by default: the batch norm of one value says nothing. */
  readonly batchSize?: number;
  /** Names of weights whose gradient may be zero. */
  readonly zeroGradients?: RegExp;
}

export interface ModelSuiteOptions {
  readonly backendName: string;
  readonly start?: () => Promise<void>;
}

const optionNames: OptionNames<ModelSuiteOptions> = { backendName: true, start: true };

/** Registers the suite with vitest. @throws OptionError for options that do not exist. */
export function modelSuite(entries: readonly ModelUnderTest[], options: ModelSuiteOptions): void {
  checkOptions('modelSuite: options', options, optionNames);
  const { backendName, start = async () => {} } = options;
  describe(`models on ${backendName}`, { timeout: patience }, () => {
    beforeAll(async () => {
      await start();
      expect(await tf.setBackend(backendName)).toBe(true);
    });

    it('are at least one, each of another name', () => {
      expect(entries.length).toBeGreaterThan(0);
      expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
    });

    describe.each(entries.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
      check(entry);
    });
  });
}

function check({ name, create, trainableCount, batchSize = 2, zeroGradients }: ModelUnderTest): void {
  let net: LayersModel;
  beforeAll(() => {
    net = create();
  });
  afterAll(() => {
    net.dispose();
  });
  const batch = (): Tensor[] =>
    net.inputs.map(({ shape }, k) => toTensor(noise([batchSize, ...(shape.slice(1) as number[])], k + 1)));
  const given = (inputs: Tensor[]): Tensor | Tensor[] =>
    inputs.length === 1 ? elementAt(inputs, 0) : inputs;

  it('answers with finite numbers in the shape that it declares, and leaves nothing behind', async () => {
    const x = batch();
    const y = [tf.tidy(() => net.predict(given(x)))].flat();
    for (const [k, output] of y.entries()) {
      expect(output.shape).toEqual([batchSize, ...elementAt(net.outputs, k).shape.slice(1)]);
      expect(await output.data()).toSatisfy((values: Float32Array) => values.every(Number.isFinite));
    }
    tf.dispose(y);
    await leavesNothing(`${name}.predict`, () => tf.dispose(net.predict(given(x))));
    tf.dispose(x);
  });

  it('gives every trainable weight a gradient', async () => {
    await checkGradients({
      what: name,
      weights: net.trainableWeights.map((w) => ({ name: w.originalName, variable: w.read() as tf.Variable })),
      inputs: batch(),
      forward: (x) =>
        elementAt([net.apply(given([...x]), { training: true }) as Tensor | Tensor[]].flat(), 0),
      ...(zeroGradients !== undefined && { zeroGradients }),
    });
  });

  it('has as many trainable values as it should', () => {
    const sizes = net.trainableWeights.map((w) => sizeOf(w.shape as number[]));
    const count = sizes.reduce((a, b) => a + b, 0);
    expect(count).toBeGreaterThan(0);
    expect(count).toBe(trainableCount ?? count);
  });

  it('comes back from its configuration and weights, to the bit', async () => {
    const saved = await artifactsOf(net);
    const modelTopology: object = JSON.parse(net.toJSON() as string);
    const again = await loadLayersModel(tf.io.fromMemory({ ...saved, modelTopology }));
    expect(JSON.parse(again.toJSON() as string)).toEqual(modelTopology);
    const shapes = (m: LayersModel): unknown => m.weights.map((w) => [w.originalName, w.shape]);
    expect(shapes(again)).toEqual(shapes(net));
    expect(again.getUserDefinedMetadata()).toEqual(net.getUserDefinedMetadata());
    const x = batch();
    const answers = (m: LayersModel): Tensor[] => tf.tidy(() => [m.predict(given(x))].flat());
    const [wanted, got] = [answers(net), answers(again)];
    for (const [k, y] of wanted.entries()) {
      close(
        await elementAt(got, k).data(),
        await y.data(),
        `${name} from a file`,
        { rtol: 0, atol: 0 },
        y.shape,
      );
    }
    tf.dispose([x, wanted, got]);
    again.dispose();
  });
}

/** Returns the artifacts that a model saves. */
async function artifactsOf(model: LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts = {};
  const handler = tf.io.withSaveHandler(async (saved) => {
    artifacts = saved;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
  return artifacts;
}
