/** What each layer of a model costs, from shapes alone. Of layers that are not ours, tfjs's convolutions and Dense. */
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
  type Pair,
} from 'sk-core';
import { type Layer, type LayerUse, layerUses } from '../graph/modelGraph.js';
import type { LayerPart } from '../layers/layerPart.js';
import { SkLayer } from '../layers/skLayer.js';
import { ModelError } from '../modelError.js';

/**
 * The parts of every layer, in the order of computation; a shared layer's weights are counted at its first use.
 * @throws ModelError where the model's input has no fixed size.
 */
export function modelParts(model: LayersModel, batchSize: number = 1): readonly LayerPart[] {
  const seen = new Set<Layer>();
  return layerUses(model).flatMap((use) => {
    const parts =
      use.layer instanceof SkLayer ? ownParts(use, use.layer, batchSize) : [foreignPart(use, batchSize)];
    const isFirst = !seen.has(use.layer);
    seen.add(use.layer);
    return isFirst ? parts : parts.map(withoutParameters);
  });
}

function ownParts(use: LayerUse, layer: SkLayer, batchSize: number): readonly LayerPart[] {
  const parts = layer.parts(inputShape(use, batchSize));
  return parts.map((part) => ({ ...part, name: `${use.name}${part.name.slice(layer.name.length)}` }));
}

const withoutParameters = (part: LayerPart): LayerPart => ({
  ...part,
  cost: { ...part.cost, parameters: 0, statistics: 0 },
});

/** Known by what is written in its configuration, since the classes of tfjs's layers are not exported. */
function foreignPart(use: LayerUse, batchSize: number): LayerPart {
  const { layer, name } = use;
  const output = use.outputs[0]?.shape.slice(1) as number[];
  const isStatistic = (weight: string): boolean => /\/moving_(mean|variance)$/.test(weight);
  const size = (statistics: boolean): number =>
    layer.weights
      .filter((weight) => isStatistic(weight.originalName) === statistics)
      .reduce((sum, { shape }) => sum + shape.reduce<number>((n, d) => n * (d as number), 1), 0);
  const computed = foreignCost(use, batchSize);
  return {
    name,
    kind: computed.kind,
    outputShape: output,
    cost: { ...computed.cost, parameters: size(false), statistics: size(true) },
  };
}

function foreignCost(use: LayerUse, batchSize: number): { kind: LayerPart['kind']; cost: Cost } {
  const { layer } = use;
  const config = layer.getConfig() as ConvConfig;
  const kernel = layer.weights[0]?.shape as number[] | undefined;
  switch (layer.getClassName()) {
    case 'Dense': {
      const [c, o] = kernel as [number, number];
      const rows = inputShape(use, batchSize)
        .slice(0, -1)
        .reduce((product, size) => product * size, 1);
      return { kind: 'dense', cost: denseCost(rows, c, o, { bias: config.useBias === true }) };
    }
    case 'Conv2D':
      return { kind: 'convolution', cost: foreignConv(use, batchSize, config, kernel as number[], 1) };
    case 'DepthwiseConv2D': {
      const [kh, kw, c, multiplier] = kernel as [number, number, number, number];
      return {
        kind: 'convolution',
        cost: foreignConv(use, batchSize, config, [kh, kw, 1, c * multiplier], c),
      };
    }
    case 'SeparableConv2D':
      return { kind: 'convolution', cost: separableCost(use, batchSize, config, kernel as number[]) };
    case 'BatchNormalization':
      return { kind: 'batchNorm', cost: normCost(use, batchSize) };
    default:
      return { kind: 'other', cost: passingCost(use, batchSize) };
  }
}

interface ConvConfig {
  readonly strides?: Pair;
  readonly padding?: 'same' | 'valid';
  readonly dilationRate?: Pair;
  readonly useBias?: boolean;
}

function normCost({ outputs }: LayerUse, batchSize: number): Cost {
  const shape = (outputs[0] as LayerUse['outputs'][number]).shape.slice(1) as number[];
  return batchNormCost(batchSize * sizeOf(shape.slice(0, -1)), shape.at(-1) as number);
}

/** Layers without weights that read and write whole tensors; the others are views, or run in no training step. */
function passingCost(use: LayerUse, batchSize: number): Cost {
  const size = (tensor: { readonly shape: readonly (number | null)[] }): number =>
    sizeOf(tensor.shape.slice(1) as number[]) * batchSize;
  const x = use.inputs.reduce((sum, input) => sum + size(input), 0);
  const y = use.outputs.reduce((sum, output) => sum + size(output), 0);
  switch (use.layer.getClassName()) {
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

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

function foreignConv(
  use: LayerUse,
  batchSize: number,
  config: ConvConfig,
  filter: readonly number[],
  groups: number,
): Cost {
  const x = inputShape(use, batchSize);
  const { strides = 1, padding = 'valid', dilationRate, useBias } = config;
  const attrs = convAttrs({ groups, strides, pad: padding, dilations: dilationRate ?? 1 }, x, filter);
  return convCost(convGeometry(x, filter, attrs), { bias: useBias === true });
}

/** Of a depthwise convolution and a pointwise one, which has the bias. */
function separableCost(
  use: LayerUse,
  batchSize: number,
  { useBias, ...config }: ConvConfig,
  kernel: readonly number[],
): Cost {
  const [kh, kw, c, multiplier] = kernel as [number, number, number, number];
  const [, ...output] = (use.outputs[0] as LayerUse['outputs'][number]).shape as number[];
  const pixels = batchSize * sizeOf(output.slice(0, -1));
  return addCosts([
    foreignConv(use, batchSize, config, [kh, kw, 1, c * multiplier], c),
    denseCost(pixels, c * multiplier, output.at(-1) as number, { bias: useBias === true }),
  ]);
}

/** Shape of the first input. */
function inputShape({ inputs, name }: LayerUse, batchSize: number): number[] {
  const shape = inputs[0]?.shape.slice(1) ?? [];
  if (shape.every((size) => typeof size === 'number')) return [batchSize, ...(shape as number[])];
  throw new ModelError(
    `${name}: costs want an input of fixed size, got [${shape.map((size) => size ?? '?')}]`,
  );
}
