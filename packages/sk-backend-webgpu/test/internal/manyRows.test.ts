import * as tf from '@tensorflow/tfjs-core';
import {
  batchNormAddRelu,
  batchNormAddReluBackprop,
  batchNormTrainingBackprop,
  channelShuffle,
  fuse,
  fuseBackprop,
  select,
  selectBackpropAttention,
  selectBackpropBranch,
  selectFuseBackprop,
} from 'sk-core';
import { describe, it } from 'vitest';
import { noise, sameAsCpu } from '../support/sameAsCpu.js';

/** Columns of four channels and of one, several workgroups across, and several slices of rows. */
const images = [
  { count: 2, shape: [2, 40, 37, 36] },
  { count: 13, shape: [1, 70, 71, 5] },
  { count: 3, shape: [1, 20, 20, 136] },
] as const;

/** SK_TEST_FULL=1 adds the images whose shaders a software adapter compiles slowly. */
const full = process.env['SK_TEST_FULL'] === '1';

const branches = (count: number, shape: readonly number[]): tf.Tensor[] =>
  Array.from({ length: count }, (_, m) => noise(shape, m + 1));

describe('where one workgroup is too few', () => {
  for (const { count, shape } of full ? images : images.slice(0, 1)) {
    const [n, h, w, c] = shape;
    it(`${count} branches of [${shape}] are fused and selected as on cpu`, async () => {
      await sameAsCpu(() => fuse({ branches: branches(count, shape) }));
      await sameAsCpu(() =>
        select({ branches: branches(count, shape), attention: noise([n, count, c], 20) }),
      );
      await sameAsCpu(() =>
        selectBackpropAttention({ branches: branches(count, shape), dy: noise(shape, 21) }),
      );
      await sameAsCpu(() =>
        selectBackpropBranch(
          { dy: noise(shape, 21), attention: noise([n, count, c], 20) },
          { branch: count - 1 },
        ),
      );
    });

    it(`two branches of [${shape}] get both gradients at once as on cpu`, async () => {
      await sameAsCpu(() => {
        const inputs = { dy: noise(shape, 21), attention: noise([n, 2, c], 20), ds: noise([n, c], 22) };
        const { first, second } = selectFuseBackprop(
          { ...inputs, ds: tf.mul(inputs.ds, h * w) },
          { branch: 0 },
        );
        return [first, second];
      });
    });

    it(`a residual unit of [${shape}] ends as on cpu, with its gradient`, async () => {
      const ofChannels = (seed: number): tf.Tensor => noise([c], seed);
      await sameAsCpu(() => {
        const [x, gamma, addend] = [noise(shape, 1), ofChannels(2), noise(shape, 6)];
        const { y, mean, variance } = batchNormAddRelu(
          { x, gamma, beta: ofChannels(3), addend },
          { epsilon: 1e-3 },
        );
        const given = { x, gamma, beta: gamma, mean, variance, y, dy: noise(shape, 7) };
        const [dmean, dvariance] = [8, 9].map((seed) => tf.mul(ofChannels(seed), n * h * w)) as [
          tf.Tensor,
          tf.Tensor,
        ];
        const gradients = batchNormAddReluBackprop({ ...given, dmean, dvariance }, { epsilon: 1e-3 });
        return [y, mean, variance, ...Object.values(gradients)];
      });
    });

    it(`what goes to each pixel of [${shape}] is as on cpu`, async () => {
      await sameAsCpu(() => fuseBackprop({ dy: tf.mul(noise([n, c], 1), h * w) }, { shape }));
      await sameAsCpu(() => channelShuffle({ x: noise(shape, 1) }, { groups: c % 4 === 0 ? 4 : 5 }));
    });

    for (const relu of [false, true]) {
      it(`the gradient of a batch norm of [${shape}]${relu ? ' with ReLU' : ''} is as on cpu`, async () => {
        const ofChannels = (seed: number): tf.Tensor => noise([c], seed);
        await sameAsCpu(() => {
          const { dx, dgamma, dbeta } = batchNormTrainingBackprop(
            {
              x: noise(shape, 1),
              gamma: ofChannels(2),
              beta: ofChannels(3),
              mean: ofChannels(4),
              variance: tf.add(tf.abs(ofChannels(5)), 0.5),
              dy: noise(shape, 6),
              dmean: tf.mul(ofChannels(7), n * h * w),
              dvariance: tf.mul(ofChannels(8), n * h * w),
            },
            { epsilon: 1e-3, relu },
          );
          return [dx, dgamma, dbeta];
        });
      });
    }
  }
});
