/** Convolution with any groups, strides, dilations and padding at once. Stock tfjs has it on no backend. */

import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../contract/op.js';
import type { Op } from '../contract/types.js';
import { checkShape } from './checkShape.js';
import { convGeometry, type GroupedConv2dAttrs, groupedConv2dAttrs } from './convGeometry.js';
import { filterMatrix, fromGroups, patches, scatterPatches, toGroups } from './patches.js';

type Shape4D = readonly [number, number, number, number];

export interface GroupedConv2dBackpropAttrs extends GroupedConv2dAttrs {
  /** Shape of the gradient. */
  readonly shape: Shape4D;
}

/**
 * Convolves x [N, H, W, C] with filter [kh, kw, C / groups, O] to y [N, H', W', O]. Each group of channels has its
 * own filters.
 */
export const groupedConv2d: Op<{ readonly x: Tensor; readonly filter: Tensor }, GroupedConv2dAttrs> =
  defineOp({
    kernelName: 'SkGroupedConv2D',
    attrs: groupedConv2dAttrs,
    outputs: ({ x, filter }, attrs) => {
      const g = convGeometry(x.shape, filter.shape, attrs);
      return [g.n, g.oh, g.ow, g.o];
    },
    composite: ({ x, filter }, attrs) => {
      const g = convGeometry(x.shape, filter.shape, attrs);
      return fromGroups(tf.matMul(patches(x as Tensor4D, g, attrs), filterMatrix(filter, g, attrs)), g);
    },
    save: ['x', 'filter'],
    gradient: (dy, { x, filter }, attrs) => ({
      x: Object.assign(() => groupedConv2dBackpropInput({ dy, filter }, { ...attrs, shape: shape4D(x) }), {
        plus: (addend: Tensor) =>
          groupedConv2dBackpropInputAdd({ dy, filter, addend }, { ...attrs, shape: shape4D(x) }),
      }),
      filter: () => groupedConv2dBackpropFilter({ x, dy }, { ...attrs, shape: shape4D(filter) }),
    }),
  });

/**
 * Computes the gradient of {@link groupedConv2d} with respect to x [N, H, W, C], from dy [N, H', W', O] and the
 * filter.
 */
export const groupedConv2dBackpropInput: Op<
  { readonly dy: Tensor; readonly filter: Tensor },
  GroupedConv2dBackpropAttrs
> = defineOp({
  kernelName: 'SkGroupedConv2DBackpropInput',
  attrs: { ...groupedConv2dAttrs, shape: true },
  outputs: ({ dy, filter }, { shape, ...attrs }) => {
    const g = convGeometry(shape, filter.shape, attrs);
    checkShape('groupedConv2dBackpropInput', 'dy', dy.shape, [g.n, g.oh, g.ow, g.o]);
    return [...shape];
  },
  composite: ({ dy, filter }, { shape, ...attrs }) => {
    const g = convGeometry(shape, filter.shape, attrs);
    return scatterPatches(
      tf.matMul(toGroups(dy, g, attrs), filterMatrix(filter, g, attrs), false, true),
      g,
      attrs,
    );
  },
  save: ['dy', 'filter'],
  gradient: (ddx, { dy, filter }, { shape, ...attrs }) => ({
    dy: () => groupedConv2d({ x: ddx, filter }, attrs),
    filter: () => groupedConv2dBackpropFilter({ x: ddx, dy }, { ...attrs, shape: shape4D(filter) }),
  }),
});

/** Computes {@link groupedConv2dBackpropInput} plus an addend [N, H, W, C], such as the gradient of another reader of x. */
export const groupedConv2dBackpropInputAdd: Op<
  { readonly dy: Tensor; readonly filter: Tensor; readonly addend: Tensor },
  GroupedConv2dBackpropAttrs
> = defineOp({
  kernelName: 'SkGroupedConv2DBackpropInputAdd',
  attrs: { ...groupedConv2dAttrs, shape: true },
  outputs: ({ dy, filter, addend }, { shape, ...attrs }) => {
    const g = convGeometry(shape, filter.shape, attrs);
    checkShape('groupedConv2dBackpropInputAdd', 'dy', dy.shape, [g.n, g.oh, g.ow, g.o]);
    checkShape('groupedConv2dBackpropInputAdd', 'addend', addend.shape, shape);
    return [...shape];
  },
  composite: ({ dy, filter, addend }, attrs) =>
    tf.add(addend, groupedConv2dBackpropInput({ dy, filter }, attrs)),
  save: ['dy', 'filter'],
  gradient: (ddx, { dy, filter }, { shape: _, ...attrs }) => ({
    dy: () => groupedConv2d({ x: ddx, filter }, attrs),
    filter: () => groupedConv2dBackpropFilter({ x: ddx, dy }, { ...attrs, shape: shape4D(filter) }),
    addend: () => ddx,
  }),
});

/**
 * Computes the gradient of {@link groupedConv2d} with respect to the filter [kh, kw, C / groups, O], from x and dy.
 */
export const groupedConv2dBackpropFilter: Op<
  { readonly x: Tensor; readonly dy: Tensor },
  GroupedConv2dBackpropAttrs
> = defineOp({
  kernelName: 'SkGroupedConv2DBackpropFilter',
  attrs: { ...groupedConv2dAttrs, shape: true },
  outputs: ({ x, dy }, { shape, ...attrs }) => {
    const g = convGeometry(x.shape, shape, attrs);
    checkShape('groupedConv2dBackpropFilter', 'dy', dy.shape, [g.n, g.oh, g.ow, g.o]);
    return [...shape];
  },
  composite: ({ x, dy }, { shape, ...attrs }) => {
    const g = convGeometry(x.shape, shape, attrs);
    const dw = tf.matMul(patches(x as Tensor4D, g, attrs), toGroups(dy, g, attrs), true, false);
    const byGroup = tf.reshape(dw, [attrs.groups, g.kh * g.kw, g.cPerGroup, g.oPerGroup]);
    return tf.reshape(tf.transpose(byGroup, [1, 2, 0, 3]), [...shape]);
  },
  save: ['x', 'dy'],
  gradient: (ddw, { x, dy }, { shape: _, ...attrs }) => ({
    x: () => groupedConv2dBackpropInput({ dy, filter: ddw }, { ...attrs, shape: shape4D(x) }),
    dy: () => groupedConv2d({ x, filter: ddw }, attrs),
  }),
});

const shape4D = ({ shape }: Tensor): Shape4D => shape as [number, number, number, number];
