/**
 * Grouped convolution for inference: the batch norm is folded into filter and bias, and the addition of a residual
 * unit and the activation follow in the same kernel.
 */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { checkChoice } from '../contract/checkOptions.js';
import { defineOp } from '../contract/op.js';
import { ShapeError } from '../contract/shapeError.js';
import type { Op } from '../contract/types.js';
import { checkShape } from './checkShape.js';
import { convGeometry, type GroupedConv2dAttrs, groupedConv2dAttrs } from './convGeometry.js';
import { groupedConv2d, groupedConv2dBackpropFilter, groupedConv2dBackpropInput } from './groupedConv2d.js';

export interface FusedGroupedConv2dAttrs extends GroupedConv2dAttrs {
  readonly activation: 'linear' | 'relu';
}

export type FusedGroupedConv2dInputs = {
  /** [N, H, W, C]. */
  readonly x: Tensor;
  /** [kh, kw, C / groups, O]. */
  readonly filter: Tensor;
  /** [O]. */
  readonly bias: Tensor;
  /** Tensors of the output's shape; none for a plain convolution. */
  readonly addends: readonly Tensor[];
};

/** Computes activation(groupedConv2d(x, filter) + bias + the sum of addends), as [N, H', W', O]. */
export const fusedGroupedConv2d: Op<FusedGroupedConv2dInputs, FusedGroupedConv2dAttrs> = defineOp({
  kernelName: 'SkFusedGroupedConv2D',
  attrs: { ...groupedConv2dAttrs, activation: true },
  outputs: ({ x, filter, bias, addends }, attrs) => {
    checkChoice('fusedGroupedConv2d: activation', attrs.activation, ['linear', 'relu'], ShapeError);
    const g = convGeometry(x.shape, filter.shape, attrs);
    const shape = [g.n, g.oh, g.ow, g.o];
    checkShape('fusedGroupedConv2d', 'bias', bias.shape, [g.o]);
    for (const [i, addend] of addends.entries()) {
      checkShape('fusedGroupedConv2d', `addends[${i}]`, addend.shape, shape);
    }
    return shape;
  },
  composite: ({ x, filter, bias, addends }, { activation, ...attrs }) => {
    const y = [bias, ...addends].reduce(
      (sum, term) => tf.add(sum, term),
      groupedConv2d({ x, filter }, attrs),
    );
    return activation === 'relu' ? tf.relu(y) : y;
  },
  save: ['x', 'filter', 'y'],
  gradient: (dy, { x, filter, y }, { activation, ...attrs }, { addends }) => {
    const g = activation === 'relu' ? tf.mul(dy, tf.step(y)) : dy;
    const shapeOf = (t: Tensor) => t.shape as [number, number, number, number];
    return {
      x: () => groupedConv2dBackpropInput({ dy: g, filter }, { ...attrs, shape: shapeOf(x) }),
      filter: () => groupedConv2dBackpropFilter({ x, dy: g }, { ...attrs, shape: shapeOf(filter) }),
      bias: () => tf.sum(g, [0, 1, 2]),
      // Each addend gets a clone: one tensor may be several addends, and tfjs disposes of a gradient once it has
      // added it up.
      addends: addends.map(() => () => tf.clone(g)),
    };
  },
});
