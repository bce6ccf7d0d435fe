/** The convolution as inference runs it: batch norm folded into filter and bias, activation applied on the way out. */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { convGeometry, type GroupedConv2dAttrs } from '../convGeometry.js';
import { defineOp } from '../op.js';
import type { Op } from '../types.js';
import { checkShape } from './checkShape.js';
import { groupedConv2d, groupedConv2dBackpropFilter, groupedConv2dBackpropInput } from './groupedConv2d.js';

export interface FusedGroupedConv2dAttrs extends GroupedConv2dAttrs {
  readonly activation: 'linear' | 'relu';
}

/** activation(groupedConv2d(x, filter) + bias): x [N, H, W, C], filter [kh, kw, C / groups, O], bias [O]. */
export const fusedGroupedConv2d: Op<
  { readonly x: Tensor; readonly filter: Tensor; readonly bias: Tensor },
  FusedGroupedConv2dAttrs
> = defineOp({
  kernelName: 'SkFusedGroupedConv2D',
  outputs: ({ x, filter, bias }, attrs) => {
    const g = convGeometry(x.shape, filter.shape, attrs);
    checkShape('fusedGroupedConv2d', 'bias', bias.shape, [g.o]);
    return [g.n, g.oh, g.ow, g.o];
  },
  composite: ({ x, filter, bias }, { activation, ...attrs }) => {
    const y = tf.add(groupedConv2d({ x, filter }, attrs), bias);
    return activation === 'relu' ? tf.relu(y) : y;
  },
  save: ['x', 'filter', 'y'],
  gradient: (dy, { x, filter, y }, { activation, ...attrs }) => {
    const g = activation === 'relu' ? tf.mul(dy, tf.step(y)) : dy;
    const shapeOf = (t: Tensor) => t.shape as [number, number, number, number];
    return {
      x: () => groupedConv2dBackpropInput({ dy: g, filter }, { ...attrs, shape: shapeOf(x) }),
      filter: () => groupedConv2dBackpropFilter({ x, dy: g }, { ...attrs, shape: shapeOf(filter) }),
      bias: () => tf.sum(g, [0, 1, 2]),
    };
  },
});
