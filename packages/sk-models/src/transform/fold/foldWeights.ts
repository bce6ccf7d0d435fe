/**
 * The arithmetic: a batch norm at inference is y = scale * x + shift for each channel, with scale = gamma /
 * sqrt(variance + epsilon) and shift = beta - mean * scale, so that the kernel before it can carry both.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Layer } from '../../graph/modelGraph.js';
import type { SkConv2D } from '../../layers/skConv2D.js';

interface Affine {
  /** [C]. */
  readonly scale: Tensor;
  readonly shift: Tensor;
}

/** Kernel and bias of a convolution or fully connected layer with the batch norm behind it. To be called in a tidy. */
export function foldedWeights(conv: Layer, norm: Layer): [kernel: Tensor, bias: Tensor] {
  const [kernel, bias] = conv.getWeights() as [Tensor, Tensor?];
  const affine = affineOf(norm, '', norm.getConfig()['epsilon'] as number);
  const isDepthwise = conv.getClassName() === 'DepthwiseConv2D';
  return fold(kernel, isDepthwise ? kernel.shape.slice(-2) : kernel.shape.slice(-1), affine, bias);
}

/** The weights of an SkFoldedConv2D that computes what the layer does, in their order. To be called in a tidy. */
export function foldedSkWeights(layer: SkConv2D): Tensor[] {
  const folded = (prefix: string): Tensor[] => {
    const kernel = weightOf(layer, `${prefix}kernel`) as Tensor;
    return fold(kernel, kernel.shape.slice(-1), affineOf(layer, prefix, layer.epsilon));
  };
  return [
    ...layer.branches.flatMap((_, m) => folded(`branch${m}/`)),
    ...(layer.attention ? [...folded('fc1/'), weightOf(layer, 'fc2/kernel') as Tensor] : []),
  ];
}

/** @param channels Axes of the kernel that count the output's channels. */
function fold(
  kernel: Tensor,
  channels: number[],
  { scale, shift }: Affine,
  bias?: Tensor,
): [kernel: Tensor, bias: Tensor] {
  const folded = tf.mul(kernel, tf.reshape(scale, channels));
  return [folded, bias === undefined ? shift : tf.add(tf.mul(bias, scale), shift)];
}

/** TensorFlow.js's batch norms may lack gamma or beta. */
function affineOf(layer: Layer, prefix: string, epsilon: number): Affine {
  const find = (name: string): Tensor | undefined => weightOf(layer, `${prefix}${name}`);
  const [mean, variance] = [find('moving_mean') as Tensor, find('moving_variance') as Tensor];
  const scale = tf.mul(find('gamma') ?? 1, tf.rsqrt(tf.add(variance, epsilon)));
  return { scale, shift: tf.sub(find('beta') ?? 0, tf.mul(mean, scale)) };
}

/** @param name Within the layer. */
export function weightOf(layer: Layer, name: string): Tensor | undefined {
  const weight = layer.weights.find(({ originalName }) => `/${originalName}`.endsWith(`/${name}`));
  return weight?.read();
}
