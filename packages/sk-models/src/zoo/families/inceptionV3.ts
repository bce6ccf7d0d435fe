/**
 * Inception-v3 (the paper's [43]), Table 2, without the auxiliary classifier, which is there for training only. Average
 * pools leave padding out, as the authors' network does; ports to PyTorch count it.
 */

import { type InceptionStages, inceptionNetwork } from '../blocks/inceptionNetwork.js';
import { averagePool, fork, halve, maxPool, type Step, same, valid } from '../blocks/inceptionPath.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';

/** 35x35 pixels. */
const unitA = (pooled: number): Step =>
  fork(
    [same(64, 1)],
    [same(48, 1), same(64, 5)],
    [same(64, 1), same(96, 3), same(96, 3)],
    [averagePool, same(pooled, 1)],
  );

const reduceA = fork([halve(384, 3)], [same(64, 1), same(96, 3), halve(96, 3)], [maxPool]);

/** 17x17 pixels: 7x7 kernels as pairs of lines. */
const unitB = (narrow: number): Step =>
  fork(
    [same(192, 1)],
    [same(narrow, 1), same(narrow, [1, 7]), same(192, [7, 1])],
    [same(narrow, 1), same(narrow, [7, 1]), same(narrow, [1, 7]), same(narrow, [7, 1]), same(192, [1, 7])],
    [averagePool, same(192, 1)],
  );

const reduceB = fork(
  [same(192, 1), halve(320, 3)],
  [same(192, 1), same(192, [1, 7]), same(192, [7, 1]), halve(192, 3)],
  [maxPool],
);

const cross = (filters: number): Step => fork([same(filters, [1, 3])], [same(filters, [3, 1])]);

/** 8x8 pixels. */
const unitC = fork(
  [same(320, 1)],
  [same(384, 1), cross(384)],
  [same(448, 1), same(384, 3), cross(384)],
  [averagePool, same(192, 1)],
);

const inceptionV3Variants = {
  inception_v3: {
    description: 'Inception-v3',
    dataset: 'imagenet299',
    /** With 74 pixels the second reduction would read two. */
    smallestInput: 75,
    paper: {
      source: 'Table 2',
      parameters: '27.1M',
      gflops: '5.73',
      unmatched:
        'With the auxiliary classifier, which inference does not use, it has 27.16M, cut to 27.1M; 5.73 takes two operations for each output of a batch norm, where one gives 5.72.',
    },
    stem: [halve(32, 3), valid(32, 3), same(64, 3), maxPool, same(80, 1), valid(192, 3), maxPool],
    stages: [
      [unitA(32), unitA(64), unitA(64)],
      [reduceA, unitB(128), unitB(160), unitB(160), unitB(192)],
      [reduceB, unitC, unitC],
    ],
  },
} as const satisfies Record<string, Variant & InceptionStages>;

export const inceptionV3: Family = defineFamily('inception', inceptionV3Variants, inceptionNetwork);
