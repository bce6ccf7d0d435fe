/** What an SK convolution is made of, under the names of the authors' network files (3x3g32, 3x3g32d2, B_fc1, B_fc2). */
import { denseCost, noCost } from 'sk-core';
import { batchNormPart } from './batchNorm.js';
import type { LayerPart } from './layerPart.js';
import { branchAttrs, branchGeometry, type SkBranch } from './skBranch.js';
import { convPart } from './skGroupedConv2D.js';

export interface SkConvShape {
  readonly name: string;
  readonly filters: number;
  readonly branches: readonly SkBranch[];
  readonly strides: readonly [number, number];
  readonly attention: boolean;
  /** d of equation (4). */
  readonly width: number;
}

/**
 * @param x What one branch reads: [1, H, W, C].
 * @param shift What stands behind each kernel but the last.
 */
export function skConvParts(
  layer: SkConvShape,
  x: readonly number[],
  shift: 'batchNorm' | 'bias',
): readonly LayerPart[] {
  const { name, filters, branches, strides } = layer;
  const paths = branches.flatMap((branch): readonly LayerPart[] => {
    const geometry = branchGeometry(branch, x, filters, strides);
    const path = `${name}/${branchName(branch)}`;
    const conv = convPart(path, geometry, branchAttrs(branch, strides), shift === 'bias');
    return shift === 'bias' ? [conv] : [conv, batchNormPart(`${path}/bn`, conv.outputShape)];
  });
  const output = paths[0]?.outputShape as readonly number[];
  const sum: LayerPart = { name: `${name}/sum`, kind: 'other', outputShape: output, cost: noCost };
  return [...paths, ...(layer.attention ? attentionParts(layer, output, shift) : [sum])];
}

function attentionParts(
  { name, filters, branches, width }: SkConvShape,
  output: readonly number[],
  shift: 'batchNorm' | 'bias',
): readonly LayerPart[] {
  const outputs = branches.length * filters;
  const fc = (part: string, c: number, o: number, bias: boolean): LayerPart => ({
    name: `${name}/${part}`,
    kind: 'dense',
    outputShape: [o],
    cost: denseCost(1, c, o, { bias }),
  });
  const elements = output.reduce((product, size) => product * size, 1);
  return [
    fc('B_fc1', filters, width, shift === 'bias'),
    ...(shift === 'bias' ? [] : [batchNormPart(`${name}/B_fc1/bn`, [width])]),
    fc('B_fc2', width, outputs, false),
    {
      name: `${name}/select`,
      kind: 'scale',
      outputShape: output,
      cost: { ...noCost, attentionScaling: branches.length * elements },
    },
  ];
}

function branchName({ kernelSize, groups, dilation }: SkBranch): string {
  return `${kernelSize}x${kernelSize}g${groups}${dilation > 1 ? `d${dilation}` : ''}`;
}
