/** Gates for channels and pixels: squeeze and excitation, BAM, CBAM. */
import { int, ints } from '../graph/attributes.js';
import { type Converters, channelsFirst } from '../graph/converter.js';
import type { LayerGraph } from '../graph/layerGraph.js';
import { convolve } from './convolutions.js';
import { dense } from './dense.js';
import { batchNorm } from './norms.js';

const overPixels = { axes: ints([2, 3]), keepdims: int(0) };
const overChannels = { axes: ints([1]), keepdims: int(1) };

/** Averages pixels: [N, C, H, W] to [N, C]. */
export const pixelMean = (g: LayerGraph, x: string): string => g.op('ReduceMean', [x], overPixels);

/** Reshapes a number for each channel of each image to [N, C, 1, 1]. */
export const perChannel = (g: LayerGraph, x: string, channels: number): string =>
  g.op('Reshape', [x, g.ints(0, channels, 1, 1)]);

const squeezeExcite = channelsFirst<'SkSqueezeExcite'>((g, x, shape) => {
  const z = g.op('Relu', [dense(g, pixelMean(g, x), 'fc1/')]);
  const gate = g.op('Sigmoid', [dense(g, z, 'fc2/')]);
  return g.op('Mul', [x, perChannel(g, gate, g.size(shape, -1))]);
});

/** x * (1 + sigmoid(channels * pixels)). */
const bam = channelsFirst<'SkBam'>((g, x, shape) => {
  const { dilation, epsilon } = g.kind.layer;
  const normalised = (y: string, name: string): string =>
    g.op('Relu', [batchNorm(g, y, `${name}/`, epsilon)]);
  const conv = (y: string, name: string, dilations = 0): string =>
    convolve(g, y, {
      ...{ kernel: `${name}/kernel`, bias: `${name}/bias`, groups: 1 },
      ...{ padding: dilations, dilations: Math.max(1, dilations) },
    });
  const squeezed = normalised(dense(g, pixelMean(g, x), 'channel/fc1/'), 'channel/fc1');
  const channels = perChannel(g, dense(g, squeezed, 'channel/fc2/'), g.size(shape, -1));
  const reduced = normalised(conv(x, 'spatial/reduce'), 'spatial/reduce');
  const far = ['spatial/conv0', 'spatial/conv1'].reduce(
    (y, name) => normalised(conv(y, name, dilation), name),
    reduced,
  );
  const gate = g.op('Sigmoid', [g.op('Mul', [channels, conv(far, 'spatial/score')])]);
  return g.op('Mul', [x, g.op('Add', [gate, g.scalar(1)])]);
});

/** One perceptron reads averages and maxima of channels, a convolution maxima and averages of pixels. */
const cbam = channelsFirst<'SkCbam'>((g, x, shape) => {
  const { kernelSize, epsilon } = g.kind.layer;
  const perceive = (features: string): string =>
    dense(g, g.op('Relu', [dense(g, features, 'channel/fc1/')]), 'channel/fc2/');
  const sum = g.op('Add', [perceive(pixelMean(g, x)), perceive(g.op('ReduceMax', [x], overPixels))]);
  const channels = perChannel(g, g.op('Sigmoid', [sum]), g.size(shape, -1));
  const scaled = g.op('Mul', [x, channels]);
  const features = ['ReduceMax', 'ReduceMean'].map((type) => g.op(type, [scaled], overChannels));
  const map = g.op('Concat', features, { axis: int(1) });
  const conv = convolve(g, map, { kernel: 'spatial/kernel', padding: (kernelSize - 1) / 2, groups: 1 });
  return g.op('Mul', [scaled, g.op('Sigmoid', [batchNorm(g, conv, 'spatial/', epsilon)])]);
});

export const attentionLayers: Converters<'SkSqueezeExcite' | 'SkBam' | 'SkCbam'> = {
  SkSqueezeExcite: squeezeExcite,
  SkBam: bam,
  SkCbam: cbam,
};
