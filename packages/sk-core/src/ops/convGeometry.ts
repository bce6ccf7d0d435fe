/** Shape arithmetic of a grouped 2-D convolution, NHWC. */
import type { OptionNames } from '../contract/checkOptions.js';
import { ShapeError } from '../contract/shapeError.js';

/**
 * Attributes that are checked once and then trusted by every kernel. {@link convAttrs} makes them from a user's
 * options.
 */
export interface GroupedConv2dAttrs {
  readonly groups: number;
  /** Vertical and horizontal stride. */
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Rows of zeros above and below, columns of zeros left and right. */
  readonly pads: readonly [number, number, number, number];
}

export const groupedConv2dAttrs: OptionNames<GroupedConv2dAttrs> = {
  groups: true,
  strides: true,
  dilations: true,
  pads: true,
};

export interface ConvGeometry {
  /** Batch, height, width and channels of the input. */
  readonly n: number;
  readonly h: number;
  readonly w: number;
  readonly c: number;
  readonly kh: number;
  readonly kw: number;
  readonly cPerGroup: number;
  readonly oPerGroup: number;
  /** Height, width and channels of the output. */
  readonly oh: number;
  readonly ow: number;
  readonly o: number;
}

/**
 * Returns the sizes of a convolution.
 *
 * @param x Shape of the input, [N, H, W, C].
 * @param filter Shape of the filter, [kh, kw, C / groups, O].
 * @throws ShapeError where the shapes do not fit each other or the attributes.
 */
export function convGeometry(
  x: readonly number[],
  filter: readonly number[],
  attrs: GroupedConv2dAttrs,
): ConvGeometry {
  checkAttrs(attrs);
  if (x.length !== 4 || filter.length !== 4) {
    throw new ShapeError(
      `groupedConv2d: x and filter want [batch, height, width, channels] and [height, width, channels / groups, filters], got [${x}] and [${filter}]`,
    );
  }
  const [n, h, w, c] = x as [number, number, number, number];
  const [kh, kw, cPerGroup, o] = filter as [number, number, number, number];
  const { groups } = attrs;
  if (c !== cPerGroup * groups) {
    throw new ShapeError(
      `groupedConv2d: x wants ${cPerGroup * groups} channels (${cPerGroup} x ${groups} groups of the filter), got ${c}`,
    );
  }
  if (o % groups !== 0) {
    throw new ShapeError(`groupedConv2d: filter wants a multiple of ${groups} groups as outputs, got ${o}`);
  }
  const oh = outputSize(h, kh, 0, attrs);
  const ow = outputSize(w, kw, 1, attrs);
  if (oh < 1 || ow < 1) {
    throw new ShapeError(
      `groupedConv2d: a ${kh}x${kw} kernel dilated by ${attrs.dilations.join('x')} does not fit into ${h}x${w} padded by [${attrs.pads}]`,
    );
  }
  return { n, h, w, c, kh, kw, cPerGroup, oPerGroup: o / groups, oh, ow, o };
}

function outputSize(
  size: number,
  kernel: number,
  axis: 0 | 1,
  { strides, dilations, pads }: GroupedConv2dAttrs,
): number {
  const [before, after] = axis === 0 ? [pads[0], pads[1]] : [pads[2], pads[3]];
  const extent = (kernel - 1) * dilations[axis] + 1;
  return Math.floor((size + before + after - extent) / strides[axis]) + 1;
}

function checkAttrs({ groups, strides, dilations, pads }: GroupedConv2dAttrs): void {
  const whole = (value: number, least: number): boolean => Number.isInteger(value) && value >= least;
  const refuse = (what: string, got: unknown, wanted: string): never => {
    throw new ShapeError(`groupedConv2d: ${what} wants ${wanted}, got ${got}`);
  };
  if (!whole(groups, 1)) refuse('groups', groups, 'a whole number from 1');
  if (!strides.every((s) => whole(s, 1))) refuse('strides', `[${strides}]`, 'whole numbers from 1');
  if (!dilations.every((d) => whole(d, 1))) refuse('dilations', `[${dilations}]`, 'whole numbers from 1');
  if (!pads.every((p) => whole(p, 0))) refuse('pads', `[${pads}]`, 'whole numbers from 0');
}
