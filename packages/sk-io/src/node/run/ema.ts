/** The average of the weights (EMA) that a checkpoint has beside them, where its run has one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import { ModelFileError } from '../../modelFileError.js';
import { checkpointFiles } from '../layout/runLayout.js';
import { readFloats } from './floatFile.js';

/**
 * Reads the averages of a checkpoint.
 *
 * @returns One for each weight of the model, layer by layer, trainable or not; undefined where the run has none.
 * @throws RunError where they are those of another model
 */
export async function readEma(folder: string, model: LayersModel): Promise<Float32Array[] | undefined> {
  const path = join(folder, checkpointFiles.ema);
  if (!existsSync(path)) return undefined;
  const shapes = weightsOf(model).map(({ shape }) => shape);
  return await readFloats(path, shapes, 1);
}

/**
 * Gives a model the averages of a checkpoint for weights.
 *
 * @throws ModelFileError where there are none, or one is not finite
 */
export async function assignEma(folder: string, model: LayersModel, allowNonFinite: boolean): Promise<void> {
  const values = await readEma(folder, model);
  if (values === undefined) {
    throw new ModelFileError(
      folder,
      `has no average of the weights (${checkpointFiles.ema}): its run was trained without ema. Leave --ema out`,
    );
  }
  for (const [i, weight] of weightsOf(model).entries()) {
    const average = elementAt(values, i);
    if (!allowNonFinite && !average.every(Number.isFinite)) {
      throw new ModelFileError(folder, `the average of ${weight.name} is not finite`);
    }
    tf.tidy(() => weight.assign(tf.tensor(average, weight.shape, 'float32')));
  }
}

const weightsOf = (model: LayersModel): readonly tf.Variable[] => [
  ...new Set(model.layers.flatMap(({ weights }) => weights.map((weight) => weight.read() as tf.Variable))),
];
