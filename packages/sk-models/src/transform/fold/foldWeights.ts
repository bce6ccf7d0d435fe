/**
 * The arithmetic of folding: a batch norm at inference is y = scale * x + shift for each channel, with scale = gamma /
 * sqrt(variance + epsilon) and shift = beta - mean * scale, so that the kernel before it can carry both.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { layerKind } from '../../graph/layerKinds.js';
import { findWeight } from '../../graph/layerWeights.js';
import type { Layer } from '../../graph/modelGraph.js';
import type { SkConv2D } from '../../layers/skConv2D.js';
import { ModelError } from '../../modelError.js';

interface Affine {
  /** [C]. */
  readonly scale: Tensor;
  readonly shift: Tensor;
}

/**
 * Returns kernel and bias of a convolution or fully connected layer with the batch norm behind it. To be called in a tidy.
 *
 * @param epsilon Of the batch norm.
 */
export function foldedWeights(conv: Layer, norm: Layer, epsilon: number): [kernel: Tensor, bias: Tensor] {
  const [kernel, bias] = conv.getWeights();
  if (kernel === undefined)
    throw new ModelError(`foldBatchNorm: '${conv.name}' wants a kernel, got no weights`);
  const isDepthwise = layerKind(conv).kind === 'DepthwiseConv2D';
  return fold(kernel, kernel.shape.slice(isDepthwise ? -2 : -1), affineOf(norm, '', epsilon), bias);
}

/** Returns the weights of an SkFoldedConv2D that computes what the layer does, in their order. To be called in a tidy. */
export function foldedSkWeights(layer: SkConv2D): Tensor[] {
  const folded = (prefix: string): Tensor[] => {
    const kernel = weightOf(layer, `${prefix}kernel`);
    return fold(kernel, kernel.shape.slice(-1), affineOf(layer, prefix, layer.epsilon));
  };
  return [
    ...layer.branches.flatMap((_, m) => folded(`branch${m}/`)),
    ...(layer.attention ? [...folded('fc1/'), weightOf(layer, 'fc2/kernel')] : []),
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
  const [mean, variance] = [
    weightOf(layer, `${prefix}moving_mean`),
    weightOf(layer, `${prefix}moving_variance`),
  ];
  const [gamma, beta] = [findWeight(layer, `${prefix}gamma`), findWeight(layer, `${prefix}beta`)];
  const scale = tf.mul(gamma?.read() ?? 1, tf.rsqrt(tf.add(variance, epsilon)));
  return { scale, shift: tf.sub(beta?.read() ?? 0, tf.mul(mean, scale)) };
}

/** @throws ModelError where the layer has no weight of that name. */
function weightOf(layer: Layer, name: string): Tensor {
  const weight = findWeight(layer, name);
  if (weight !== undefined) return weight.read();
  throw new ModelError(`foldBatchNorm: '${layer.name}' wants a weight '${name}', got none`);
}
