/** A convolution with its sizes and settings in one record. */
import { type ConvGeometry, convGeometry, type GroupedConv2dAttrs } from 'sk-core';

export interface ConvShape extends ConvGeometry, GroupedConv2dAttrs {}

/** @param x [N, H, W, C]. @param filter [kh, kw, C / groups, O]. */
export const convShape = (
  x: readonly number[],
  filter: readonly number[],
  attrs: GroupedConv2dAttrs,
): ConvShape => ({ ...convGeometry(x, filter, attrs), ...attrs });

/** Returns the shape of x. */
export const inputShape = ({ n, h, w, c }: ConvShape): [number, number, number, number] => [n, h, w, c];

/** Returns the shape of y. */
export const outputShape = ({ n, oh, ow, o }: ConvShape): [number, number, number, number] => [n, oh, ow, o];

/** Returns the shape of the filter. */
export const filterShape = ({ kh, kw, cPerGroup, o }: ConvShape): [number, number, number, number] => [
  kh,
  kw,
  cPerGroup,
  o,
];

export const isDilated = ({ dilations: [vertical, horizontal] }: ConvShape): boolean =>
  vertical > 1 || horizontal > 1;
