/** Inception-ResNet-v2 (the paper's [41]), Table 2: branches whose scaled sum is added to what they read. */

import { type InceptionStages, inceptionNetwork } from '../blocks/inceptionNetwork.js';
import {
  averagePool,
  fork,
  halve,
  maxPool,
  type Path,
  residual,
  type Step,
  same,
  valid,
} from '../blocks/inceptionPath.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';

const stem = [
  ...[halve(32, 3), valid(32, 3), same(64, 3), maxPool, same(80, 1), valid(192, 3), maxPool],
  fork(
    [same(96, 1)],
    [same(48, 1), same(64, 5)],
    [same(64, 1), same(96, 3), same(96, 3)],
    [averagePool, same(64, 1)],
  ),
];

/** 35x35 pixels, 320 channels. */
const unitA = residual(
  0.17,
  true,
  [same(32, 1)],
  [same(32, 1), same(32, 3)],
  [same(32, 1), same(48, 3), same(64, 3)],
);

const reduceA = fork([halve(384, 3)], [same(256, 1), same(256, 3), halve(384, 3)], [maxPool]);

/** 17x17 pixels, 1088 channels. */
const unitB = residual(0.1, true, [same(192, 1)], [same(128, 1), same(160, [1, 7]), same(192, [7, 1])]);

const reduceB = fork(
  [same(256, 1), halve(384, 3)],
  [same(256, 1), halve(288, 3)],
  [same(256, 1), same(288, 3), halve(320, 3)],
  [maxPool],
);

/** 8x8 pixels, 2080 channels. */
const unitC = (scale: number, relu: boolean): Step =>
  residual(scale, relu, [same(192, 1)], [same(192, 1), same(224, [1, 3]), same(256, [3, 1])]);

const repeat = (count: number, step: Step): Path => new Array<Step>(count).fill(step);

const inceptionResnetV2Variants = {
  inception_resnet_v2: {
    description: 'Inception-ResNet-v2',
    dataset: 'imagenet299',
    /** With 74 pixels the second reduction would read two. */
    smallestInput: 75,
    paper: {
      source: 'Table 2',
      parameters: '55.0M',
      gflops: '13.22',
      unmatched:
        'The network as its ports to PyTorch have it counts 55.8M parameters and 13.16 GFLOPs, 13.17 with batch norms.',
    },
    stem,
    stages: [
      repeat(10, unitA),
      [reduceA, ...repeat(20, unitB)],
      [reduceB, ...repeat(9, unitC(0.2, true)), unitC(1, false)],
      [same(1536, 1)],
    ],
  },
} as const satisfies Record<string, Variant & InceptionStages>;

export const inceptionResnetV2: Family = defineFamily(
  'inception',
  inceptionResnetV2Variants,
  inceptionNetwork,
);
