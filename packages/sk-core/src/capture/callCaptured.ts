/** One call of a captured function: its inputs as tensors, and its outputs as values. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from '../contract/elementAt.js';
import type { CapturedFunction, CaptureInput, CaptureOutputs } from '../contract/types.js';

/** Calls a captured function, and reads what it returns. */
export async function callCaptured<I extends string, O extends string>(
  run: CapturedFunction<I, O>,
  inputs: Readonly<Record<I, CaptureInput>>,
): Promise<CaptureOutputs<O>> {
  const tensors = inputTensors(inputs);
  let outputs: Readonly<Record<O, tf.Tensor>>;
  try {
    outputs = runTidily(run, tensors);
  } finally {
    tf.dispose(Object.values(tensors));
  }
  return await readOutputs(outputs);
}

/** Runs a captured function; what it does not return is freed. The caller disposes of its outputs. */
export const runTidily = <I extends string, O extends string>(
  run: CapturedFunction<I, O>,
  inputs: Readonly<Record<I, tf.Tensor>>,
): Readonly<Record<O, tf.Tensor>> =>
  tf.tidy(() => ({ ...run(inputs) }) as tf.TensorContainerObject) as Readonly<Record<O, tf.Tensor>>;

/** Makes tensors of inputs. The caller disposes of them. */
export const inputTensors = <I extends string>(
  inputs: Readonly<Record<I, CaptureInput>>,
): Readonly<Record<I, tf.Tensor>> =>
  Object.fromEntries(
    Object.entries<CaptureInput>(inputs).map(([name, { values, shape }]) => [
      name,
      tf.tensor(values, [...shape], values instanceof Float32Array ? 'float32' : 'int32'),
    ]),
  ) as Record<I, tf.Tensor>;

/** Reads outputs and disposes of them. */
export async function readOutputs<O extends string>(
  outputs: Readonly<Record<O, tf.Tensor>>,
): Promise<CaptureOutputs<O>> {
  const tensors = Object.entries<tf.Tensor>(outputs);
  try {
    const values = await Promise.all(tensors.map(([, output]) => output.data()));
    const numbers = tensors.map(([name], i) => [name, numbersOf(elementAt(values, i))] as const);
    return Object.fromEntries(numbers) as CaptureOutputs<O>;
  } finally {
    tf.dispose(tensors.map(([, output]) => output));
  }
}

/** Returns the values of an output; truth values are whole numbers, as they are on a device. */
const numbersOf = (values: ArrayLike<number>): Float32Array | Int32Array =>
  values instanceof Float32Array || values instanceof Int32Array ? values : Int32Array.from(values);
