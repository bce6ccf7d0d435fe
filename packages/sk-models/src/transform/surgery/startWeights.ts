/** Computes the first weights of an SK convolution from the convolution and the batch norm that it replaces. */
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { findWeight } from '../../graph/layerWeights.js';
import { kernelOf } from './convolution.js';
import type { Replacement } from './findReplacements.js';
import type { SurgeryStart } from './options.js';

/**
 * Returns the weights in the order of the layer, once it has any. To be called in a tidy.
 *
 * Branch 1 gets the old kernel and batch norm; where there was none, one that changes nothing. For the same function its
 * scale and shift are M times the old ones, because fc2 = 0 gives every branch the attention 1 / M, and those of the other
 * branches are 0. A factor of a 0 has no gradient at the first step and one at the second, once the 0 has moved.
 */
export function startWeights(replacement: Replacement, start: SurgeryStart): Tensor[] {
  const { sk } = replacement;
  const same = start === 'same-function';
  const given: Record<string, Tensor> = {
    ...(start === 'random' ? {} : oldBranch(replacement, same ? sk.branches.length : 1)),
    ...(same ? silenced(sk.branches.length, sk.filters, sk.width) : {}),
  };
  return sk.weights.map((weight) => given[weight.originalName.slice(sk.name.length + 1)] ?? weight.read());
}

function oldBranch({ conv, norm, sk }: Replacement, scale: number): Record<string, Tensor> {
  const { filters, epsilon } = sk;
  const [, oldBias] = conv.layer.getWeights();
  const bias = conv.hasBias && oldBias !== undefined ? oldBias : tf.zeros([filters]);
  const find = (name: string): Tensor | undefined =>
    norm === undefined ? undefined : findWeight(norm.layer, name)?.read();
  const gamma = find('gamma') ?? tf.fill([filters], norm === undefined ? Math.sqrt(1 + epsilon) : 1);
  const beta = find('beta') ?? (norm === undefined ? bias : tf.zeros([filters]));
  const mean = find('moving_mean');
  return {
    'branch0/kernel': kernelOf(conv),
    'branch0/gamma': tf.mul(gamma, scale),
    'branch0/beta': tf.mul(beta, scale),
    'branch0/moving_mean': mean === undefined ? tf.zeros([filters]) : tf.sub(mean, bias),
    'branch0/moving_variance': find('moving_variance') ?? tf.ones([filters]),
  };
}

function silenced(branches: number, filters: number, width: number): Record<string, Tensor> {
  const others = Array.from({ length: branches - 1 }, (_, m) => `branch${m + 1}`);
  return {
    ...Object.fromEntries(
      others.flatMap((name) => ['gamma', 'beta'].map((key) => [`${name}/${key}`, tf.zeros([filters])])),
    ),
    'fc2/kernel': tf.zeros([width, branches * filters]),
  };
}
