/** MACs of kernel calls, of tfjs's kernels and of this package's, as functions of shapes. */
import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import { elementAt } from '../contract/elementAt.js';
import { valueNamed } from '../contract/tensorTree.js';

export interface KernelShapes {
  readonly kernelName: string;
  /** Shapes by the names that the kernel has for its inputs. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly outputs: readonly (readonly number[])[];
  readonly attrs?: NamedAttrMap;
}

/**
 * Counts the MACs of a convolution or a matrix product, forward or backward, as the paper does; 0 for every
 * other kernel. Taps that fall on padding count too.
 */
export function kernelMacs(call: KernelShapes): number {
  return rules[call.kernelName]?.(call) ?? 0;
}

type Shape = readonly number[];
type Rule = (call: KernelShapes) => number;

const size = (shape: Shape): number => shape.reduce((product, extent) => product * extent, 1);

/** Counts products where each output is a sum over kh * kw * C / groups of them; filter [kh, kw, C / groups, O]. */
const grouped = (y: Shape, filter: Shape): number => size(y) * size(filter.slice(0, 3));

/** Counts products where each output is a sum over kh * kw of them; filter [kh, kw, C, multiplier]. */
const depthwise = (y: Shape, filter: Shape): number => size(y) * size(filter.slice(0, 2));

type ConvRule = typeof grouped | typeof depthwise;

// Both gradients take as many products as their forward pass.
const forward =
  (count: ConvRule): Rule =>
  ({ inputs, outputs }) =>
    count(elementAt(outputs, 0), valueNamed(inputs, 'filter'));
const toInput =
  (count: ConvRule): Rule =>
  ({ inputs }) =>
    count(valueNamed(inputs, 'dy'), valueNamed(inputs, 'filter'));
const toFilter =
  (count: ConvRule): Rule =>
  ({ inputs, outputs }) =>
    count(valueNamed(inputs, 'dy'), elementAt(outputs, 0));

const matMul: Rule = ({ inputs, outputs, attrs }) => {
  const a = valueNamed(inputs, 'a');
  return size(elementAt(outputs, 0)) * elementAt(a, a.length - (attrs?.['transposeA'] ? 2 : 1));
};

/** Counts both products of an SK unit's attention, of all images; the first output is [N, ...]. @param passes 2 for a gradient. */
const attention =
  (passes: number): Rule =>
  ({ inputs, outputs }) => {
    const weights = size(valueNamed(inputs, 'squeeze')) + size(valueNamed(inputs, 'expand'));
    return passes * elementAt(elementAt(outputs, 0), 0) * weights;
  };

const rules: Readonly<Record<string, Rule>> = {
  SkGroupedConv2D: forward(grouped),
  SkFusedGroupedConv2D: forward(grouped),
  SkGroupedConv2DBackpropInput: toInput(grouped),
  SkGroupedConv2DBackpropInputAdd: toInput(grouped),
  SkGroupedConv2DBackpropFilter: toFilter(grouped),
  SkAttend: attention(1),
  SkAttendBackprop: attention(2),
  SkSelectiveKernel: attention(1),
  Conv2D: forward(grouped),
  FusedConv2D: forward(grouped),
  Conv2DBackpropInput: toInput(grouped),
  Conv2DBackpropFilter: toFilter(grouped),
  DepthwiseConv2dNative: forward(depthwise),
  FusedDepthwiseConv2D: forward(depthwise),
  DepthwiseConv2dNativeBackpropInput: toInput(depthwise),
  DepthwiseConv2dNativeBackpropFilter: toFilter(depthwise),
  BatchMatMul: matMul,
  _FusedMatMul: matMul,
};
