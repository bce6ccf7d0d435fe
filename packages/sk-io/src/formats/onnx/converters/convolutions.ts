/** Convolutions: those of sk-models, whose kernels are [kh, kw, C / groups, O], and those of TensorFlow.js. */
import type { Shape } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import type { KindOf } from 'sk-models/graph';
import { int } from '../graph/attributes.js';
import { type Converter, type Converters, channelsFirst } from '../graph/converter.js';
import type { LayerGraph } from '../graph/layerGraph.js';
import { activate } from './activations.js';
import { refuseChannelsFirst } from './refuseChannelsFirst.js';
import { type SlidingWindow, windowAttributes } from './windows.js';

type Placement = Omit<SlidingWindow, 'kernel'>;

interface Convolution extends Placement {
  /** Names of the weights. The layer may lack the second. */
  readonly kernel: string;
  readonly bias?: string;
  readonly groups: number;
}

/** Adds a convolution. @param x Channels first. @returns The same layout. */
export function convolve(g: LayerGraph, x: string, { kernel, bias, groups, ...window }: Convolution): string {
  const [kh, kw] = g.weightShape(kernel) as [number, number];
  const weights = [g.weight(kernel, { order: [3, 2, 0, 1] }), bias && g.optionalWeight(bias)];
  return convNode(g, [x, ...weights], { ...window, kernel: [kh, kw] }, groups);
}

/** Adds a depthwise convolution of x [N, C, H, W], with `multiplier` channels beside each other for each of x. */
function depthwise(g: LayerGraph, x: string, window: Placement, bias?: string): string {
  const [kh, kw, c, multiplier] = g.weightShape('depthwise_kernel') as [number, number, number, number];
  const kernel = g.weight('depthwise_kernel', { order: [2, 3, 0, 1], shape: [c * multiplier, 1, kh, kw] });
  return convNode(g, [x, kernel, bias], { ...window, kernel: [kh, kw] }, c);
}

function convNode(
  g: LayerGraph,
  inputs: readonly (string | undefined)[],
  window: SlidingWindow,
  groups: number,
): string {
  const given = inputs.filter((name) => name !== undefined);
  return g.op('Conv', given, { ...windowAttributes(window), group: int(groups) });
}

type Grouped = LayerGraph<KindOf<'SkGroupedConv2D' | 'SkFusedConv2D'>>;

function grouped(g: Grouped, x: string, image: Shape): string {
  const { strides, dilationRate: dilations, padding, groups } = g.kind.layer;
  return convolve(g, x, { kernel: 'kernel', bias: 'bias', strides, dilations, padding, groups, image });
}

const fused: Converter<'SkFusedConv2D'> = (g, inputs) => {
  const x = elementAt(inputs, 0);
  const [, addend] = inputs;
  const { shape } = x;
  const { activation } = g.kind.layer;
  const conv = grouped(g, g.read(x, 'channelsFirst'), shape);
  const sum = addend === undefined ? conv : g.op('Add', [conv, g.read(addend, 'channelsFirst')]);
  return [g.output(activate(g, sum, 'channelsFirst', shape.length, activation), 'channelsFirst')];
};

type Stock = 'Conv2D' | 'DepthwiseConv2D' | 'SeparableConv2D';

/** Makes the converter of a convolution of TensorFlow.js. @param compute Adds everything but the activation. */
const stock = (
  compute: (g: LayerGraph, x: string, window: Required<Placement>) => string,
): Converter<Stock> =>
  channelsFirst((g, x, image) => {
    refuseChannelsFirst(g);
    const { strides, padding, dilationRate: dilations, activation } = g.kind.settings;
    const y = compute(g, x, { strides, padding, dilations, image });
    return activate(g, y, 'channelsFirst', image.length, activation);
  });

export const convolutionLayers: Converters<'SkGroupedConv2D' | 'SkFusedConv2D' | Stock> = {
  SkGroupedConv2D: channelsFirst(grouped),
  SkFusedConv2D: fused,
  Conv2D: stock((g, x, window) => convolve(g, x, { kernel: 'kernel', bias: 'bias', groups: 1, ...window })),
  // Without dilation: TensorFlow.js ignores it too, whatever the configuration says.
  DepthwiseConv2D: stock((g, x, window) =>
    depthwise(g, x, { ...window, dilations: 1 }, g.optionalWeight('bias')),
  ),
  SeparableConv2D: stock((g, x, window) =>
    convolve(g, depthwise(g, x, window), {
      ...{ kernel: 'pointwise_kernel', bias: 'bias', padding: 'valid', groups: 1 },
    }),
  ),
};
