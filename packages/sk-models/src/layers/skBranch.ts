/** One path of an SK convolution: grouped convolution, batch norm, activation. Paper section 3.1, "Split". */
import { type ConvGeometry, convGeometry, type GroupedConv2dAttrs } from 'sk-core';
import { type Optional, oneOf, whole } from './check.js';
import { LayerConfigError } from './layerConfigError.js';

const branchActivations = ['relu', 'linear'] as const;
export type BranchActivation = (typeof branchActivations)[number];

/** What users write. */
export interface SkBranchArgs {
  readonly kernelSize: number;
  /** 1. */
  readonly dilation?: Optional<number>;
  /** 1. */
  readonly groups?: Optional<number>;
  /** After the batch norm: 'relu'. */
  readonly activation?: Optional<BranchActivation>;
}

export interface SkBranch {
  readonly kernelSize: number;
  readonly dilation: number;
  readonly groups: number;
  readonly activation: BranchActivation;
}

/** @param field Names a field of the layer in error messages. */
export function readBranches(
  args: unknown,
  filters: number,
  field: (name: string) => string,
): readonly SkBranch[] {
  if (!Array.isArray(args) || args.length === 0) {
    throw new LayerConfigError(field('branches'), 'a list of at least one { kernelSize, ... }', args);
  }
  return args.map((branch: SkBranchArgs, m) =>
    readBranch(branch ?? {}, filters, (name) => field(`branches[${m}].${name}`)),
  );
}

function readBranch(args: SkBranchArgs, filters: number, field: (name: string) => string): SkBranch {
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
  if (filters % groups !== 0)
    throw new LayerConfigError(field('groups'), `a divisor of ${filters} filters`, groups);
  return { kernelSize, dilation, groups, activation };
}

/** Symmetric padding, as PyTorch and Caffe: TensorFlow's 'same' pads elsewhere at stride 2. */
export function branchAttrs(
  { kernelSize, dilation, groups }: SkBranch,
  strides: readonly [number, number],
): GroupedConv2dAttrs {
  const pad = ((kernelSize - 1) * dilation) / 2;
  return { groups, strides, dilations: [dilation, dilation], pads: [pad, pad, pad, pad] };
}

export function branchGeometry(
  branch: SkBranch,
  x: readonly number[],
  filters: number,
  strides: readonly [number, number],
): ConvGeometry {
  return convGeometry(x, branchFilter(branch, x.at(-1) as number, filters), branchAttrs(branch, strides));
}

export const branchFilter = (
  { kernelSize, groups }: SkBranch,
  channels: number,
  filters: number,
): readonly [number, number, number, number] => [kernelSize, kernelSize, channels / groups, filters];
