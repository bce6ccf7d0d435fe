/** All golden cases, and the functions that they run. */

import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { batchNormTraining, branchSoftmax, elementAt, fuse, groupedConv2d, select } from 'sk-core';
import type { OpName } from '../cases/opCase.js';
import { batchNormGolden } from '../golden/generated/batchNormGolden.js';
import { groupedConv2dGolden } from '../golden/generated/groupedConv2dGolden.js';
import { selectiveKernelGolden } from '../golden/generated/selectiveKernelGolden.js';
import type { GoldenCase } from '../golden/goldenCase.js';
import type { Tolerance } from '../numbers/close.js';
import { bind, subjects } from './subjects.js';

/**
 * The tolerance of a whole unit: it has three batch norms in a row, the last over so few images that it divides by
 * small deviations, and rounding grows tenfold.
 */
const unitTolerance: Tolerance = { rtol: 1e-3, atol: 5e-4 };

/** Number of cases, written down so that none gets lost. */
export const goldenCaseCount = 24;

export const goldenCases: readonly GoldenCase[] = [
  ...groupedConv2dGolden,
  ...batchNormGolden,
  ...selectiveKernelGolden.map((unit) => ({ ...unit, tolerance: unitTolerance })),
].map((golden) => ({ ...golden, name: `${golden.name}, as PyTorch has it` }));

/** Returns a golden case as a function of tensors. */
export function runnerOf(golden: GoldenCase): (inputs: readonly Tensor[]) => readonly Tensor[] {
  if (golden.op === 'selectiveKernelUnit') {
    return (inputs) => selectiveKernelUnit(inputs as UnitInputs, golden.attrs as UnitAttrs);
  }
  if (!(golden.op in subjects)) throw new RangeError(`${golden.name}: no op is called ${golden.op}`);
  const { run } = bind({ ...golden, op: golden.op as OpName } as never);
  return (inputs) => run(inputs, []);
}

type UnitInputs = readonly [
  x: Tensor,
  filter1: Tensor,
  gamma1: Tensor,
  beta1: Tensor,
  filter2: Tensor,
  gamma2: Tensor,
  beta2: Tensor,
  squeeze: Tensor,
  gamma3: Tensor,
  beta3: Tensor,
  excite: Tensor,
];

interface UnitAttrs {
  readonly groups: number;
  readonly epsilon: number;
}

/**
 * Computes a unit of the paper's section 3.1 with the ops of sk-core: V and the attention, from x and the weights in
 * order of use.
 */
function selectiveKernelUnit(
  [x, filter1, gamma1, beta1, filter2, gamma2, beta2, squeeze, gamma3, beta3, excite]: UnitInputs,
  { groups, epsilon }: UnitAttrs,
): readonly Tensor[] {
  const norm = { epsilon, relu: true };
  const branch = (filter: Tensor, gamma: Tensor, beta: Tensor, d: number): Tensor => {
    const attrs = { groups, strides: [1, 1], dilations: [d, d], pads: [d, d, d, d] } as const;
    return batchNormTraining({ x: groupedConv2d({ x, filter }, attrs), gamma, beta }, norm).y;
  };
  const branches = [branch(filter1, gamma1, beta1, 1), branch(filter2, gamma2, beta2, 2)];
  const s = fuse({ branches });
  const squeezed = tf.matMul(s as Tensor2D, squeeze as Tensor2D);
  const z = batchNormTraining({ x: squeezed, gamma: gamma3, beta: beta3 }, norm).y;
  const logits = tf.reshape(tf.matMul(z as Tensor2D, excite as Tensor2D), [elementAt(s.shape, 0), 2, -1]);
  const attention = branchSoftmax({ logits });
  return [select({ branches, attention }), attention];
}
