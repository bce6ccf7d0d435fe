/** The parts of an SK convolution, under the names of the authors' network files (3x3g32, 3x3g32d2, B_fc1, B_fc2). */
import { attentionCost, denseCost, elementAt, movingCost } from 'sk-core';
import { batchNormPart } from './batchNorm.js';
import type { LayerPart } from './layerPart.js';
import { sizeOf } from './shape.js';
import { type BranchFrame, branchAttrs, branchGeometry, paddingShift, type SkBranch } from './skBranch.js';
import { convPart } from './skGroupedConv2D.js';

export interface SkConvShape extends BranchFrame {
  readonly name: string;
  readonly filters: number;
  readonly attention: boolean;
  /** d of equation (4). */
  readonly width: number;
}

/**
 * Returns the parts in the order of computation.
 *
 * @param x Shape of the input of a branch: [N, H, W, C].
 * @param shift What follows each kernel but the last.
 */
export function skConvParts(
  layer: SkConvShape,
  x: readonly number[],
  shift: 'batchNorm' | 'bias',
): readonly LayerPart[] {
  const { name, filters, branches, strides } = layer;
  const n = elementAt(x, 0);
  const padded = paddingShift(layer, x);
  const paths = branches.flatMap((branch): readonly LayerPart[] => {
    const geometry = branchGeometry(branch, x, filters, strides, padded);
    const path = `${name}/${branchName(branch)}`;
    const conv = convPart(path, geometry, branchAttrs(branch, strides, padded), shift === 'bias');
    return shift === 'bias' ? [conv] : [conv, batchNormPart(`${path}/bn`, [n, ...conv.outputShape])];
  });
  const output = elementAt(paths, 0).outputShape;
  if (layer.attention) return [...paths, ...attentionParts(layer, n, output, shift)];
  const read = branches.length * n * sizeOf(output);
  const cost = movingCost(read + read / branches.length, 0);
  return [...paths, { name: `${name}/sum`, kind: 'other', outputShape: output, cost }];
}

function attentionParts(
  { name, filters, branches, width }: SkConvShape,
  n: number,
  output: readonly number[],
  shift: 'batchNorm' | 'bias',
): readonly LayerPart[] {
  const outputs = branches.length * filters;
  const fc = (part: string, c: number, o: number, bias: boolean): LayerPart => ({
    name: `${name}/${part}`,
    kind: 'dense',
    outputShape: [o],
    cost: denseCost(n, c, o, { bias }),
  });
  const pixels = sizeOf(output.slice(0, -1));
  return [
    fc('B_fc1', filters, width, shift === 'bias'),
    ...(shift === 'bias' ? [] : [batchNormPart(`${name}/B_fc1/bn`, [n, width])]),
    fc('B_fc2', width, outputs, false),
    {
      name: `${name}/select`,
      kind: 'scale',
      outputShape: output,
      cost: attentionCost({ n, pixels, channels: filters, branches: branches.length }),
    },
  ];
}

/** Returns the name of a branch in the authors' network files: 3x3g32d2. */
export function branchName({ kernelSize, groups, dilation }: SkBranch): string {
  return `${kernelSize}x${kernelSize}g${groups}${dilation > 1 ? `d${dilation}` : ''}`;
}
