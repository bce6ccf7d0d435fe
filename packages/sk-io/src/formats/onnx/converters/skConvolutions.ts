/** The SK convolution, node by node: split, fuse, select. Paper section 3.1, equations (1) to (6). */

import { elementAt } from 'sk-core';
import type { KindOf } from 'sk-models/graph';
import { branchAttrs, paddingShift, type SkConv2D } from 'sk-models/layers';
import { int } from '../graph/attributes.js';
import type { Converter, Converters } from '../graph/converter.js';
import type { LayerGraph } from '../graph/layerGraph.js';
import type { Value } from '../graph/value.js';
import { perChannel, pixelMean } from './attention.js';
import { convolve } from './convolutions.js';
import { dense } from './dense.js';
import { batchNorm } from './norms.js';
import { isSizeKnown } from './windows.js';

type Selective = LayerGraph<KindOf<'SkConv2D' | 'SkFoldedConv2D'>>;

const selective: Converter<'SkConv2D' | 'SkFoldedConv2D'> = (g, inputs) => {
  const { layer } = g.kind;
  const branches = split(g, elementAt(inputs, 0));
  const sum = branches.reduce((a, b) => g.op('Add', [a, b]));
  if (!layer.attention) return [g.output(sum, 'channelsFirst')];
  const attention = attend(g, sum);
  const v = g.output(select(g, layer, branches, attention), 'channelsFirst');
  return layer.returnAttention ? [v, g.output(attention, 'channelsLast', 1)] : [v];
};

/** Adds U of each branch. */
function split(g: Selective, x: Value): string[] {
  const { layer } = g.kind;
  const { branches, strides, splitInput } = layer;
  const image = g.read(x, 'channelsFirst');
  const parts = splitInput ? g.ops('Split', [image], branches.length, { axis: int(1) }) : undefined;
  const shift = paddingShift(layer, sizeForPadding(g, layer, x));
  return branches.map((branch, m) => {
    const { pads: padding, ...attrs } = branchAttrs(branch, strides, shift);
    const conv = { kernel: `branch${m}/kernel`, bias: `branch${m}/bias`, padding, ...attrs };
    const u = normalise(g, convolve(g, parts?.[m] ?? image, conv), `branch${m}/`);
    return branch.activation === 'relu' ? g.op('Relu', [u]) : u;
  });
}

/** Returns [N, H, W, C], where all of it is known; any size where none matters. */
function sizeForPadding(g: LayerGraph, { padding, strides }: SkConv2D, { shape }: Value): readonly number[] {
  if (isSizeKnown(shape)) return shape as number[];
  if (padding === 'same' && strides.some((stride) => stride > 1)) {
    const setting = "padding 'same' with strides on images of unknown size";
    g.refuse(setting, "padding 'symmetric', or images of a fixed size");
  }
  return [1, 1, 1, 1];
}

/** Adds the attention [N, M, C], from the sum of the branches. */
function attend(g: Selective, sum: string): string {
  const { branches, filters } = g.kind.layer;
  const squeezed = dense(g, pixelMean(g, sum), 'fc1/');
  const z = g.op('Relu', [normalise(g, squeezed, 'fc1/')]);
  const logits = g.op('Reshape', [dense(g, z, 'fc2/'), g.ints(0, branches.length, filters)]);
  return g.op('Softmax', [logits], { axis: int(1) });
}

/** Adds the batch norm behind a kernel, in place of which folded layers have a bias. */
function normalise(g: Selective, x: string, prefix: string): string {
  return g.kind.kind === 'SkFoldedConv2D' ? x : batchNorm(g, x, prefix, g.kind.layer.epsilon);
}

/** Adds V: each branch times its row of attention, summed. */
function select(
  g: LayerGraph,
  { filters }: SkConv2D,
  branches: readonly string[],
  attention: string,
): string {
  const rows = g.ops('Split', [attention], branches.length, { axis: int(1) });
  return branches
    .map((u, m) => g.op('Mul', [u, perChannel(g, elementAt(rows, m), filters)]))
    .reduce((a, b) => g.op('Add', [a, b]));
}

export const skConvLayers: Converters<'SkConv2D' | 'SkFoldedConv2D'> = {
  SkConv2D: selective,
  SkFoldedConv2D: selective,
};
