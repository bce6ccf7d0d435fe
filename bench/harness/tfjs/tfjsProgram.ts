/** Works as programs of tfjs. On wasm every kernel has run when its op returns, so nothing is read back to time it. */
import * as tf from '@tensorflow/tfjs-core';
import { groupedConv2d } from 'sk-core';
import { createModel, foldBatchNorm } from 'sk-models';
import { CannotError } from '../work/cannotError.js';
import { attrsOf, filterShape, imageShape, skLayer } from '../work/shapes.js';
import type { GroupedConvWork, MatMulWork, NetworkWork, SkUnitWork, Work } from '../work/work.js';
import { moving } from './movingProgram.js';
import { noise, type Program, program } from './program.js';
import { training } from './trainingProgram.js';

/** How a runtime differs from the plain way. */
export type Variation = 'plain' | 'split' | 'folded' | 'captured' | 'mixed';

export function tfjsProgram(work: Work, variation: Variation): Program {
  if (variation === 'split') {
    if (work.kind !== 'groupedConv') throw new CannotError('is for single convolutions');
    return convolution(work, splitConv);
  }
  const isForTraining = variation === 'captured' || variation === 'mixed';
  if (isForTraining && work.kind !== 'trainStep') throw new CannotError('is for training steps');
  switch (work.kind) {
    case 'groupedConv':
      return convolution(work, (x, filter) => groupedConv2d({ x, filter }, attrsOf(work)));
    case 'skUnit':
      return skUnit(work);
    case 'matMul':
      return matMul(work);
    case 'inference':
      return inference(work, variation === 'folded');
    case 'trainStep':
      if (variation === 'folded') throw new CannotError('is for inference');
      return training(createModel(work.network, { seed: 1 }), work.batch, variation);
    case 'moving':
      return moving(work);
  }
}

type Conv = (x: tf.Tensor4D, filter: tf.Tensor4D, work: GroupedConvWork) => tf.Tensor;

function convolution(work: GroupedConvWork, conv: Conv): Program {
  const x = noise(imageShape(work));
  const filter = noise(filterShape(work));
  const forward = (image: tf.Tensor, weights: tf.Tensor): tf.Tensor =>
    conv(image as tf.Tensor4D, weights as tf.Tensor4D, work);
  if (work.pass === 'forward') return program([x, filter], () => forward(x, filter));
  const outputSize = Math.ceil(work.size / work.stride);
  const dy = noise(imageShape({ ...work, size: outputSize }));
  return program([x, filter, dy], () => tf.grads(forward)([x, filter], dy));
}

/** What users of stock tfjs do: one convolution for each group. */
function splitConv(x: tf.Tensor4D, filter: tf.Tensor4D, work: GroupedConvWork): tf.Tensor {
  const { groups, dilation, kernel, stride } = work;
  const pad = ((kernel - 1) * dilation) / 2;
  const padding = [
    [0, 0],
    [pad, pad],
    [pad, pad],
    [0, 0],
  ] as tf.backend_util.ExplicitPadding;
  const filters = tf.split(filter, groups, -1);
  const ys = tf
    .split(x, groups, -1)
    .map((part, g) =>
      tf.conv2d(part as tf.Tensor4D, filters[g] as tf.Tensor4D, stride, padding, 'NHWC', dilation),
    );
  return tf.concat(ys, -1);
}

function skUnit(work: SkUnitWork): Program {
  const layer = skLayer(work);
  const [x, dy] = [noise(imageShape(work)), noise(imageShape(work))];
  const unit = (image: tf.Tensor): tf.Tensor => layer.apply(image, { training: true }) as tf.Tensor;
  tf.dispose(unit(x)); // builds the layer
  const weights = layer.trainableWeights.map((weight) => weight.read());
  const { run, dispose } = program([x, dy], () => tf.grads(unit)([x, ...weights], dy));
  return { run, dispose: () => [dispose(), layer.dispose()] };
}

function matMul({ m, k, n, transposeA, transposeB }: MatMulWork): Program {
  const a = noise(transposeA ? [k, m] : [m, k]);
  const b = noise(transposeB ? [n, k] : [k, n]);
  return program([a, b], () => tf.matMul(a, b, transposeA, transposeB));
}

function inference({ network, batch }: NetworkWork, folded: boolean): Program {
  const trained = createModel(network, { seed: 1 });
  const model = folded ? foldBatchNorm(trained) : trained;
  if (folded) trained.dispose();
  const image = noise([batch, 224, 224, 3]);
  const { run, dispose } = program([image], () => model.predict(image) as tf.Tensor);
  return { run, dispose: () => [dispose(), model.dispose()] };
}
