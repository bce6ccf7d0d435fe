/** Counts what each layer of a model costs, from shapes alone. */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  addCosts,
  batchNormCost,
  type Cost,
  convAttrs,
  convCost,
  convGeometry,
  denseCost,
  movingCost,
  noCost,
} from 'sk-core';
import { layerKind } from '../graph/layerKinds.js';
import { type GraphNode, type Layer, readGraph } from '../graph/modelGraph.js';
import type { ConvSettings } from '../graph/stockLayers.js';
import type { LayerPart } from '../layers/layerPart.js';
import { channelsOf, sizeOf } from '../layers/shape.js';
import { SkLayer } from '../layers/skLayer.js';
import { ModelError } from '../modelError.js';

/**
 * Returns the parts of every layer, in the order of computation; a shared layer's weights are counted at its first call.
 * TensorFlow.js's convolutions, dense layers and batch norms are counted too; other layers count for the bytes they move.
 *
 * @throws ModelError where the model's input has no fixed size.
 */
export function modelParts(model: LayersModel, batchSize: number = 1): readonly LayerPart[] {
  const seen = new Set<Layer>();
  return readGraph(model).nodes.flatMap((node) => {
    const { layer } = node;
    const parts = layer instanceof SkLayer ? ownParts(node, layer, batchSize) : [stockPart(node, batchSize)];
    const isFirst = !seen.has(layer);
    seen.add(layer);
    return isFirst ? parts : parts.map(withoutParameters);
  });
}

function ownParts(node: GraphNode, layer: SkLayer, batchSize: number): readonly LayerPart[] {
  const parts = layer.parts(inputShape(node, batchSize));
  return parts.map((part) => ({ ...part, name: `${node.name}${part.name.slice(layer.name.length)}` }));
}

const withoutParameters = (part: LayerPart): LayerPart => ({
  ...part,
  cost: { ...part.cost, parameters: 0, statistics: 0 },
});

function stockPart(node: GraphNode, batchSize: number): LayerPart {
  const { weights } = node.layer;
  const isStatistic = (weight: string): boolean => /\/moving_(mean|variance)$/.test(weight);
  const size = (statistics: boolean): number =>
    weights
      .filter((weight) => isStatistic(weight.originalName) === statistics)
      .reduce((sum, { shape }) => sum + sizeOf(shape as number[]), 0);
  const { kind, cost } = stockCost(node, batchSize);
  return {
    name: node.name,
    kind,
    outputShape: outputShape(node),
    cost: { ...cost, parameters: size(false), statistics: size(true) },
  };
}

function stockCost(node: GraphNode, batchSize: number): { kind: LayerPart['kind']; cost: Cost } {
  const kind = layerKind(node.layer);
  switch (kind.kind) {
    case 'Dense': {
      const [c, o] = kernelShape(node) as [number, number];
      const rows = sizeOf(inputShape(node, batchSize).slice(0, -1));
      return { kind: 'dense', cost: denseCost(rows, c, o, { bias: kind.settings.useBias }) };
    }
    case 'Conv2D':
      return { kind: 'convolution', cost: conv(node, batchSize, kind.settings, kernelShape(node), 1) };
    case 'DepthwiseConv2D':
      return { kind: 'convolution', cost: depthwise(node, batchSize, kind.settings) };
    case 'SeparableConv2D':
      return { kind: 'convolution', cost: separable(node, batchSize, kind.settings) };
    case 'BatchNormalization': {
      const shape = outputShape(node);
      return {
        kind: 'batchNorm',
        cost: batchNormCost(batchSize * sizeOf(shape.slice(0, -1)), channelsOf(shape)),
      };
    }
    default:
      return { kind: 'other', cost: moving(node, batchSize) };
  }
}

/** Counts layers without weights that read and write whole tensors; others are views, or run in no training step. */
function moving(node: GraphNode, batchSize: number): Cost {
  const size = (shape: LayersModel['inputs'][number]['shape']): number =>
    sizeOf(shape.slice(1) as number[]) * batchSize;
  const x = node.inputShapes.reduce((sum, shape) => sum + size(shape), 0);
  const y = node.outputs.reduce((sum, { shape }) => sum + size(shape), 0);
  switch (layerKind(node.layer).kind) {
    case 'Add':
      // The gradient of a sum is that of each addend.
      return movingCost(x + y, 0);
    case 'Activation':
    case 'ReLU':
      return movingCost(x + y, 2 * y + x);
    case 'Concatenate':
    case 'GlobalAveragePooling2D':
      return movingCost(x + y, y + x);
    default:
      return noCost;
  }
}

function conv(
  node: GraphNode,
  batchSize: number,
  { strides, padding, dilationRate, useBias }: ConvSettings,
  filter: readonly number[],
  groups: number,
): Cost {
  const x = inputShape(node, batchSize);
  const attrs = convAttrs({ groups, strides, pad: padding, dilations: dilationRate }, x, filter);
  return convCost(convGeometry(x, filter, attrs), { bias: useBias });
}

function depthwise(node: GraphNode, batchSize: number, settings: ConvSettings): Cost {
  const [kh, kw, c, multiplier] = kernelShape(node) as [number, number, number, number];
  return conv(node, batchSize, settings, [kh, kw, 1, c * multiplier], c);
}

/** Counts a depthwise convolution and a pointwise one, which has the bias. */
function separable(node: GraphNode, batchSize: number, settings: ConvSettings): Cost {
  const [, , c, multiplier] = kernelShape(node) as [number, number, number, number];
  const output = outputShape(node);
  const pixels = batchSize * sizeOf(output.slice(0, -1));
  return addCosts([
    depthwise(node, batchSize, { ...settings, useBias: false }),
    denseCost(pixels, c * multiplier, channelsOf(output), { bias: settings.useBias }),
  ]);
}

/** Returns the shape of the first weight. */
const kernelShape = ({ layer }: GraphNode): readonly number[] => (layer.weights[0]?.shape ?? []) as number[];

/** Returns the shape of the first output, without the batch. */
const outputShape = ({ outputs }: GraphNode): readonly number[] =>
  (outputs[0]?.shape.slice(1) ?? []) as number[];

/** Returns the shape of the first input, with the batch. */
function inputShape({ inputShapes, name }: GraphNode, batchSize: number): number[] {
  const shape = inputShapes[0]?.slice(1) ?? [];
  if (shape.every((size) => typeof size === 'number')) return [batchSize, ...shape];
  throw new ModelError(
    `${name}: costs want an input of fixed size, got [${shape.map((size) => size ?? '?')}]`,
  );
}
