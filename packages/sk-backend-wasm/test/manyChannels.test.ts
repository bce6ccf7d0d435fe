import * as tf from '@tensorflow/tfjs-core';
import { convAttrs, groupedConv2d } from 'sk-core';
import { describe, it } from 'vitest';
import { noise, sameOnBoth } from './support/onBothBackends.js';

/** Two tiles of pixels, and more target channels than are worked on at a time. */
describe('the filter gradient of many channels over many pixels', () => {
  it.each([
    ['whole blocks', 8, 520],
    ['blocks that are not whole', 6, 523],
  ])('%s: %i to %i channels', async (_title, depth, width) => {
    const attrs = convAttrs({ pad: 'valid' }, [1, 16, 16, depth], [1, 1, depth, width]);
    await sameOnBoth(() =>
      tf.grad((filter: tf.Tensor) => groupedConv2d({ x: noise([1, 16, 16, depth], 1), filter }, attrs))(
        noise([1, 1, depth, width], 2),
        noise([1, 16, 16, width], 3),
      ),
    );
  });

  it('is zeros where the output has no pixel', async () => {
    await sameOnBoth(() => {
      const gradient = tf.grad((filter: tf.Tensor) =>
        tf.conv2d(noise([1, 2, 2, 8], 1) as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid'),
      );
      const [filter, dy] = [noise([3, 3, 8, 16], 2), tf.zeros([1, 0, 0, 16])];
      // The memory that the gradient is likely to get is not zero.
      tf.fill(filter.shape, 7).dispose();
      return gradient(filter, dy);
    });
  });
});
