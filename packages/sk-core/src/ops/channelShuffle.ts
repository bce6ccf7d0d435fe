/**
 * Channel shuffle: mixes the channels of groups, so that the next grouped convolution sees all of them (ShuffleNet,
 * section 3.1).
 */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from '../contract/elementAt.js';
import { defineOp } from '../contract/op.js';
import { ShapeError } from '../contract/shapeError.js';
import type { Op } from '../contract/types.js';
import { checkRank } from './checkShape.js';

export interface ChannelShuffleAttrs {
  readonly groups: number;
}

/** Moves channel g * (C / groups) + i of x [N, H, W, C] to place i * groups + g. */
export const channelShuffle: Op<{ readonly x: Tensor }, ChannelShuffleAttrs> = defineOp({
  kernelName: 'SkChannelShuffle',
  attrs: { groups: true },
  outputs: ({ x: { shape } }, { groups }) => {
    checkRank('channelShuffle', 'x', shape, ['N', 'H', 'W', 'C']);
    const c = elementAt(shape, 3);
    if (!Number.isInteger(groups) || groups < 1 || c % groups !== 0) {
      throw new ShapeError(`channelShuffle: groups wants a divisor of ${c} channels, got ${groups}`);
    }
    return shape;
  },
  composite: ({ x }, { groups }) => {
    const c = elementAt(x.shape, 3);
    const split = tf.reshape(x, [x.size / c, groups, c / groups]);
    return tf.reshape(tf.transpose(split, [0, 2, 1]), x.shape);
  },
  gradient: (dy, _saved, { groups }, { x }) => ({
    x: () => channelShuffle({ x: dy }, { groups: elementAt(x.shape, 3) / groups }),
  }),
});
