/** What an SK convolution is made of, under the names of the authors' network files (3x3g32, 3x3g32d2, B_fc1, B_fc2). */
import { attentionCost, denseCost, movingCost } from 'sk-core';
import { batchNormPart } from './batchNorm.js';
import type { LayerPart } from './layerPart.js';
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
 * @param x What one branch reads: [N, H, W, C].
 * @param shift What stands behind each kernel but the last.
 */
export function skConvParts(
  layer: SkConvShape,
  x: readonly number[],
  shift: 'batchNorm' | 'bias',
): readonly LayerPart[] {
  const { name, filters, branches, strides } = layer;
  const n = x[0] as number;
  const padded = paddingShift(layer, x);
  const paths = branches.flatMap((branch): readonly LayerPart[] => {
    const geometry = branchGeometry(branch, x, filters, strides, padded);
    const path = `${name}/${branchName(branch)}`;
    const conv = convPart(path, geometry, branchAttrs(branch, strides, padded), shift === 'bias');
    return shift === 'bias' ? [conv] : [conv, batchNormPart(`${path}/bn`, [n, ...conv.outputShape])];
  });
  const output = paths[0]?.outputShape as readonly number[];
  if (layer.attention) return [...paths, ...attentionParts(layer, n, output, shift)];
  const read = branches.length * output.reduce((product, size) => product * size, n);
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
  const pixels = output.slice(0, -1).reduce((product, size) => product * size, 1);
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

/** As in the authors' network files: 3x3g32d2. */
export function branchName({ kernelSize, groups, dilation }: SkBranch): string {
  return `${kernelSize}x${kernelSize}g${groups}${dilation > 1 ? `d${dilation}` : ''}`;
}
