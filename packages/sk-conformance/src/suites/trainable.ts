/** Checks of layers and models in training: a gradient for each weight, and no tensor left in memory. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { toTensor } from '../check/backendTensors.js';
import { noise } from '../numbers/array64.js';
import { MismatchError } from '../numbers/close.js';

export interface Trainable {
  readonly what: string;
  readonly weights: readonly { readonly name: string; readonly variable: Variable }[];
  /** Inputs, which are disposed of at the end. */
  readonly inputs: readonly Tensor[];
  readonly forward: (inputs: readonly Tensor[]) => Tensor;
  /** Names of weights whose gradient may be zero. */
  readonly zeroGradients?: RegExp;
}

/**
 * Demands a finite gradient that is not zero for each weight; where there are none, for each input.
 *
 * @throws MismatchError that names each weight without one.
 */
export async function checkGradients({
  what,
  weights,
  inputs,
  forward,
  zeroGradients,
}: Trainable): Promise<void> {
  // A random direction: the plain sum of a softmax or of a batch norm has no gradient.
  const loss = (xs: readonly Tensor[]): tf.Scalar => {
    const y = forward(xs);
    return tf.sum(tf.mul(y, toTensor(noise(y.shape, 7))));
  };
  const grads = tf.tidy(() => {
    if (weights.length === 0) return tf.grads((...xs: Tensor[]) => loss(xs))([...inputs]);
    const { grads: named } = tf.variableGrads(
      () => loss(inputs),
      weights.map(({ variable }) => variable),
    );
    return weights.map(({ variable }) => named[variable.name]);
  });
  const names = weights.length === 0 ? inputs.map((_, k) => `input ${k}`) : weights.map(({ name }) => name);
  const faults: string[] = [];
  for (const [k, name] of names.entries()) {
    const fault = await faultOf(grads[k], zeroGradients?.test(name) ?? false);
    if (fault !== undefined) faults.push(`${name} has ${fault}`);
  }
  tf.dispose([grads.filter((g) => g !== undefined && g !== null), [...inputs]]);
  if (faults.length > 0) throw new MismatchError(`${what}: ${faults.join('; ')}`);
}

async function faultOf(gradient: Tensor | undefined, mayBeZero: boolean): Promise<string | undefined> {
  if (gradient === undefined || gradient === null) return 'no gradient';
  const values = await gradient.data();
  if (!values.every(Number.isFinite)) return 'a gradient that is not finite';
  if (!mayBeZero && values.every((v) => v === 0)) return 'a gradient of zero';
  return undefined;
}

const counts: readonly ('numTensors' | 'numDataBuffers')[] = ['numTensors', 'numDataBuffers'];

/**
 * Runs a step twice, and demands that the second run leaves neither tensor nor buffer. The first run may make tensors
 * that stay.
 *
 * @throws MismatchError
 */
export async function leavesNothing(what: string, step: () => void | Promise<void>): Promise<void> {
  await step();
  const before = tf.memory();
  await step();
  const after = tf.memory();
  for (const key of counts) {
    if (after[key] !== before[key]) {
      throw new MismatchError(`${what} leaves ${after[key] - before[key]} of ${key}`);
    }
  }
}
