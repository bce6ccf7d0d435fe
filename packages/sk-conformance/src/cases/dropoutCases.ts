/** Dropout: sizes that are no multiples of four, all ranks, the steps and seeds at both ends. */
import type { CaseOf } from './opCase.js';

const points: readonly (readonly [rate: number, shape: readonly number[], step: number, more?: object])[] = [
  [0, [2, 3, 4], 0],
  [0.5, [2, 3, 5], 1],
  [0.2, [4, 7, 7, 8], 70_000],
  [0.999, [3, 40], 2 ** 32 - 1],
  [0.1, [257], 12, { part: 3 }],
  [0.3, [2, 1000], 5, { seed: 2 ** 32 - 1 }],
  [0.5, [1, 33, 33, 6], 9, { part: 1, seed: 1, call: 2 }],
  [0.5, [0, 3, 4], 1],
];

export const dropoutCases: readonly CaseOf<'dropout'>[] = points.map(([rate, shape, step, more]) => ({
  name: `dropout: ${rate} of [${shape}], step ${step}`,
  op: 'dropout',
  inputs: [{ shape }],
  attrs: { rate, step, seed: 7, part: 0, call: 0, ...more },
}));
