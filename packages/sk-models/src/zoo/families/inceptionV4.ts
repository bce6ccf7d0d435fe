/** Inception-v4 (the paper's [41]), Table 2. */

import { type InceptionStages, inceptionNetwork } from '../blocks/inceptionNetwork.js';
import { averagePool, fork, halve, maxPool, type Step, same, valid } from '../blocks/inceptionPath.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';

const stem = [
  ...[halve(32, 3), valid(32, 3), same(64, 3)],
  fork([maxPool], [halve(96, 3)]),
  fork([same(64, 1), valid(96, 3)], [same(64, 1), same(64, [1, 7]), same(64, [7, 1]), valid(96, 3)]),
  fork([halve(192, 3)], [maxPool]),
];

/** 35x35 pixels. */
const unitA = fork(
  [same(96, 1)],
  [same(64, 1), same(96, 3)],
  [same(64, 1), same(96, 3), same(96, 3)],
  [averagePool, same(96, 1)],
);

const reduceA = fork([halve(384, 3)], [same(192, 1), same(224, 3), halve(256, 3)], [maxPool]);

/** 17x17 pixels: 7x7 kernels as pairs of lines. */
const unitB = fork(
  [same(384, 1)],
  [same(192, 1), same(224, [1, 7]), same(256, [7, 1])],
  [same(192, 1), same(192, [7, 1]), same(224, [1, 7]), same(224, [7, 1]), same(256, [1, 7])],
  [averagePool, same(128, 1)],
);

const reduceB = fork(
  [same(192, 1), halve(192, 3)],
  [same(256, 1), same(256, [1, 7]), same(320, [7, 1]), halve(320, 3)],
  [maxPool],
);

const cross: Step = fork([same(256, [1, 3])], [same(256, [3, 1])]);

/** 8x8 pixels. */
const unitC = fork(
  [same(256, 1)],
  [same(384, 1), cross],
  [same(384, 1), same(448, [3, 1]), same(512, [1, 3]), cross],
  [averagePool, same(256, 1)],
);

const inceptionV4Variants = {
  inception_v4: {
    description: 'Inception-v4',
    dataset: 'imagenet299',
    /** With 74 pixels the second reduction would read two. */
    smallestInput: 75,
    paper: {
      source: 'Table 2',
      parameters: '42.0M',
      gflops: '12.31',
      unmatched:
        'The network as its ports to PyTorch have it counts 42.7M parameters and 12.25 GFLOPs, 12.27 with batch norms.',
    },
    stem,
    stages: [
      [unitA, unitA, unitA, unitA],
      [reduceA, unitB, unitB, unitB, unitB, unitB, unitB, unitB],
      [reduceB, unitC, unitC, unitC],
    ],
  },
} as const satisfies Record<string, Variant & InceptionStages>;

export const inceptionV4: Family = defineFamily('inception', inceptionV4Variants, inceptionNetwork);
