/** One path of an SK convolution: grouped convolution, batch norm, activation. Paper section 3.1, "Split". */
import {
  type ConvGeometry,
  checkOptions,
  convAttrs,
  convGeometry,
  elementAt,
  type GroupedConv2dAttrs,
  type OptionNames,
} from 'sk-core';
import { type Optional, oneOf, type Sides, whole } from './check.js';
import { LayerConfigError } from './layerConfigError.js';
import { channelsOf } from './shape.js';

const branchActivations = ['relu', 'linear'] as const;
export type BranchActivation = (typeof branchActivations)[number];

/** The settings of a branch as a user writes them. */
export interface SkBranchArgs {
  readonly kernelSize: number;
  /** 1. */
  readonly dilation?: Optional<number>;
  /** 1. */
  readonly groups?: Optional<number>;
  /** After the batch norm: 'relu'. */
  readonly activation?: Optional<BranchActivation>;
}

const branchArgs: OptionNames<SkBranchArgs> = {
  kernelSize: true,
  dilation: true,
  groups: true,
  activation: true,
};

/** The same settings, complete. */
export interface SkBranch {
  readonly kernelSize: number;
  readonly dilation: number;
  readonly groups: number;
  readonly activation: BranchActivation;
}

/** The settings that decide where all branches of a layer have their windows. */
export interface BranchFrame {
  readonly branches: readonly SkBranch[];
  readonly strides: readonly [number, number];
  /** Padding of the first branch. */
  readonly padding: BranchPadding;
}

/** 'symmetric' is half a kernel's extent on every side, as PyTorch and Caffe pad; 'same' and 'valid' are TensorFlow's. */
export type BranchPadding = 'symmetric' | 'same' | 'valid' | Sides;

/**
 * Returns the branches with complete settings.
 *
 * @param field Names a field of the layer in error messages.
 * @throws LayerConfigError for settings that cannot be.
 */
export function readBranches(
  args: unknown,
  filters: number,
  field: (name: string) => string,
): readonly SkBranch[] {
  if (!Array.isArray(args) || args.length === 0) {
    throw new LayerConfigError(field('branches'), 'a list of at least one { kernelSize, ... }', args);
  }
  return args.map((branch: SkBranchArgs, m) => readBranch(branch, filters, field(`branches[${m}]`)));
}

function readBranch(args: SkBranchArgs, filters: number, branch: string): SkBranch {
  checkOptions(branch, args, branchArgs, LayerConfigError);
  const field = (name: string): string => `${branch}.${name}`;
  const kernelSize = whole(field('kernelSize'), args.kernelSize, 1);
  const dilation = whole(field('dilation'), args.dilation ?? 1, 1);
  const groups = whole(field('groups'), args.groups ?? 1, 1);
  const activation = oneOf(field('activation'), args.activation ?? 'relu', branchActivations);
  if (((kernelSize - 1) * dilation) % 2 !== 0) {
    throw new LayerConfigError(
      field('kernelSize'),
      'an odd extent, so that all branches line up',
      kernelSize,
    );
  }
  if (filters % groups !== 0) {
    throw new LayerConfigError(field('groups'), `a divisor of ${filters} filters`, groups);
  }
  return { kernelSize, dilation, groups, activation };
}

/**
 * Returns the attributes of a branch's convolution.
 *
 * @param shift Added to symmetric padding, which PyTorch and Caffe have: TensorFlow's 'same' pads elsewhere at stride 2.
 */
export function branchAttrs(
  branch: SkBranch,
  strides: readonly [number, number],
  shift: Sides = noShift,
): GroupedConv2dAttrs {
  const { groups, dilation } = branch;
  const [top, bottom, left, right] = shift;
  const pad = reach(branch);
  return {
    ...{ groups, strides, dilations: [dilation, dilation] },
    pads: [pad + top, pad + bottom, pad + left, pad + right],
  };
}

export function branchGeometry(
  branch: SkBranch,
  x: readonly number[],
  filters: number,
  strides: readonly [number, number],
  shift: Sides = noShift,
): ConvGeometry {
  const filter = branchFilter(branch, channelsOf(x), filters);
  return convGeometry(x, filter, branchAttrs(branch, strides, shift));
}

const noShift: Sides = [0, 0, 0, 0];

/**
 * Returns how the padding of the first branch differs from a symmetric one. All branches are padded with the same
 * difference, so that the windows of one output pixel keep one centre.
 *
 * @param x Shape of the input of a branch, [N, H, W, C].
 */
export function paddingShift({ branches, strides, padding }: BranchFrame, x: readonly number[]): Sides {
  if (padding === 'symmetric') return noShift;
  const first = elementAt(branches, 0);
  const { kernelSize, dilation: dilations } = first;
  const { pads } = convAttrs({ strides, dilations, pad: padding }, x, [kernelSize, kernelSize]);
  const [top, bottom, left, right] = pads;
  const pad = reach(first);
  return [top - pad, bottom - pad, left - pad, right - pad];
}

/**
 * Checks that no branch needs less than no padding: one that is smaller than the first branch is padded less.
 *
 * @throws LayerConfigError that says how much padding the first branch needs.
 */
export function checkPadding({ branches, padding }: BranchFrame, field: (name: string) => string): void {
  if (padding === 'symmetric') return;
  const smaller = reach(elementAt(branches, 0)) - Math.min(...branches.map(reach));
  const least = typeof padding === 'string' ? 0 : Math.min(...padding);
  if (least >= smaller) return;
  throw new LayerConfigError(
    field('padding'),
    `'symmetric', or ${smaller} pixels on every side for a branch that is so much smaller than the first`,
    padding,
  );
}

/** Returns the distance from the centre of a kernel to its edge, in pixels. */
const reach = ({ kernelSize, dilation }: SkBranch): number => ((kernelSize - 1) * dilation) / 2;

export const branchFilter = (
  { kernelSize, groups }: SkBranch,
  channels: number,
  filters: number,
): readonly [number, number, number, number] => [kernelSize, kernelSize, channels / groups, filters];
