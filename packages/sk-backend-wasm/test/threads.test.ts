import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { batchNormTraining, branchSoftmax, convAttrs, fuse, groupedConv2d, select } from 'sk-core';
import { describe, expect, it } from 'vitest';
import { noise } from './support/onBothBackends.js';
import { restart } from './support/restart.js';

const xShape = [4, 28, 28, 32] as const;

/**
 * Returns the gradients of a grouped, a dilated and a dense convolution, batch norm, fuse and select, large enough to
 * be shared out.
 */
function gradients(): Float32Array[] {
  const x = noise(xShape, 1);
  const filters = [noise([3, 3, 4, 32], 2), noise([3, 3, 16, 32], 3), noise([1, 1, 32, 96], 4)];
  const gamma = tf.ones([32]);
  const beta = tf.zeros([32]);
  const loss = (...[image, narrow, wide, dense]: tf.Tensor[]): tf.Scalar => {
    const conv = (filter: tf.Tensor, groups: number, dilations: number) => {
      const options = { groups, dilations, pad: 'same' } as const;
      const y = groupedConv2d(
        { x: image as tf.Tensor, filter },
        convAttrs(options, [...xShape], filter.shape),
      );
      return batchNormTraining({ x: y, gamma, beta }, { epsilon: 1e-5, relu: true }).y;
    };
    const branches = [conv(narrow as tf.Tensor, 8, 1), conv(wide as tf.Tensor, 2, 2)];
    const s = fuse({ branches });
    const attention = branchSoftmax({ logits: tf.stack([s, tf.neg(s)], 1) });
    const v = select({ branches, attention });
    const attrs = convAttrs({ groups: 1, pad: 'same' }, v.shape, (dense as tf.Tensor).shape);
    return tf.sum(tf.square(groupedConv2d({ x: v, filter: dense as tf.Tensor }, attrs)));
  };
  return tf
    .grads(loss)([x, ...filters])
    .map((gradient) => gradient.dataSync() as Float32Array);
}

describe('threads', () => {
  it('change no bit of a gradient', async () => {
    await restart({ threads: 1 });
    const alone = tf.tidy(() => gradients());
    for (const threads of [2, 4]) {
      await restart({ threads });
      const before = tf.memory().numTensors;
      const together = tf.tidy(() => gradients());
      expect(tf.memory().numTensors).toBe(before);
      together.forEach((values, i) => {
        expect(Buffer.from(values.buffer).equals(Buffer.from((alone[i] as Float32Array).buffer))).toBe(true);
      });
    }
  });

  it.each([0, 1.5, 65, Number.NaN])('%s threads are refused', async (threads) => {
    await expect(start({ threads })).rejects.toThrow(/threads wants a whole number from 1 to 64, got /);
  });
});
