import * as tf from '@tensorflow/tfjs-core';
import { convAttrs, fusedGroupedConv2d, groupedConv2d } from 'sk-core';
import { describe, it } from 'vitest';
import { noise, sameOnBoth } from './support/onBothBackends.js';

/** Filters of more than a second-level cache over few pixels, which are worked on piece by piece. */
describe('large filters over few pixels', () => {
  for (const [kernel, filters] of [
    [1, 404],
    [3, 60],
  ] as const) {
    const shapes = [
      [1, 3, 3, 600],
      [kernel, kernel, 600, filters],
    ] as const;
    const attrs = convAttrs({ pad: 'same' }, ...shapes);
    const [xShape, filterShape] = shapes;

    it(`${kernel}x${kernel}, 600 to ${filters} channels, with bias, residual and ReLU`, async () => {
      await sameOnBoth(() =>
        fusedGroupedConv2d(
          {
            x: noise(xShape, 1),
            filter: noise(filterShape, 2),
            bias: noise([filters], 3),
            addends: [noise([1, 3, 3, filters], 4)],
          },
          { ...attrs, activation: 'relu' },
        ),
      );
    });

    it(`${kernel}x${kernel}, 600 to ${filters} channels, gradients`, async () => {
      await sameOnBoth(() => {
        const gradients = tf.grads((x, filter) => tf.sum(tf.square(groupedConv2d({ x, filter }, attrs))));
        return gradients([noise(xShape, 1), noise(filterShape, 2)]);
      });
    });
  }
});
