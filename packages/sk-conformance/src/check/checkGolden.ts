/** The check of one golden case: outputs and every gradient against PyTorch's, and nothing left in memory. */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import { decode, type GoldenCase } from '../golden/goldenCase.js';
import { defaultTolerance, type Tolerance, wider } from '../numbers/close.js';
import { gradients, nothingLeft, read, same, toTensor } from './backendTensors.js';
import { runnerOf } from './goldenCases.js';

/**
 * Runs a golden case on the current backend.
 *
 * @throws MismatchError that names the case, the tensor and the element.
 */
export async function checkGolden(
  golden: GoldenCase,
  tolerance: Tolerance = defaultTolerance,
): Promise<void> {
  const allowed = wider(tolerance, golden.tolerance);
  const before = tf.memory();
  const run = runnerOf(golden);
  const inputs = golden.inputs.map(decode).map(toTensor);
  const dys = golden.dys.map(decode).map(toTensor);
  const outputs = tf.tidy(() => [...run(inputs)]);
  const grads = tf.tidy(() => gradients(run, inputs, dys));
  for (const [k, y] of (await read(outputs)).entries()) {
    same(y, decode(elementAt(golden.outputs, k)), `${golden.name}: output ${k}`, allowed);
  }
  for (const [k, dx] of (await read(grads)).entries()) {
    same(dx, decode(elementAt(golden.gradients, k)), `${golden.name}: gradient of input ${k}`, allowed);
  }
  tf.dispose([inputs, dys, outputs as Tensor[], grads]);
  nothingLeft(before, golden.name);
}
