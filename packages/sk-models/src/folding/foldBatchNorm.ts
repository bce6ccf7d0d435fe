/** A trained model made ready for inference: batch norms folded into convolutions, residual units ended inside them. */
import type { DataType, serialization } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { SkConv2D } from '../layers/skConv2D.js';
import { SkFoldedConv2D, type SkFoldedConv2DArgs } from '../layers/skFoldedConv2D.js';
import { SkFusedConv2D, type SkFusedConv2DArgs } from '../layers/skFusedConv2D.js';
import { SkGroupedConv2D } from '../layers/skGroupedConv2D.js';
import { type ModelMetadata, withMetadata } from '../metadata.js';
import type { Layer } from '../modelGraph.js';
import { dataflow, type Step, type Value } from './dataflow.js';
import { type Fold, findFolds } from './findFolds.js';
import { foldedSkWeights, foldedWeights } from './foldWeights.js';

type Config = serialization.ConfigDict;

/**
 * Another model with the same outputs at inference and fewer layers. Folded are: a batch norm, with its ReLU, into the
 * convolution before it (`SkGroupedConv2D`, which becomes `SkFusedConv2D`, or a `conv2d`, `depthwiseConv2d` or `dense` of
 * TensorFlow.js, which gets a bias); the addition of two values and the ReLU behind it into an `SkGroupedConv2D` that makes
 * one of them; the batch norms inside `SkConv2D`, which becomes `SkFoldedConv2D`. What somebody else reads too, what is
 * used twice and what is an output stays as it is. Nested models are unrolled.
 *
 * The given model stays as it is, and training either model does not change the other. Weights of the new one are
 * ordinary weights: it can be saved, loaded and trained, without batch norms then. Its metadata is the given model's.
 */
export function foldBatchNorm(model: LayersModel): LayersModel {
  const flow = dataflow(model);
  const folds = findFolds(flow);
  const foldEndingAt = new Map(folds.map((fold) => [fold.steps.at(-1), fold]));
  const inside = new Set(folds.flatMap(({ steps }) => steps.slice(0, -1)));
  const copies = new Map<Layer, Layer>();
  const tensors = new Map<Value, SymbolicTensor>();
  const tensor = (value: Value): SymbolicTensor => tensors.get(value) as SymbolicTensor;

  const inputs = model.inputs.map(({ shape, dtype, sourceLayer }) =>
    input({ batchShape: shape, dtype: dtype as DataType, name: sourceLayer.name }),
  );
  flow.inputs.forEach((value, i) => void tensors.set(value, inputs[i] as SymbolicTensor));
  for (const step of flow.steps) {
    if (inside.has(step)) continue;
    const fold = foldEndingAt.get(step);
    const made = fold === undefined ? repeat(step, copies, tensor) : [fuse(fold, tensor)];
    step.makes.forEach((value, i) => void tensors.set(value, made[i] as SymbolicTensor));
  }
  const folded = makeModel({ name: model.name, inputs, outputs: flow.outputs.map(tensor) });
  return withMetadata(folded, (model.getUserDefinedMetadata() ?? {}) as ModelMetadata);
}

/** What held for a kernel need not hold for one with a batch norm in it. */
const unconstrained = { kernelConstraint: null, depthwiseConstraint: null, biasConstraint: null } as const;

function fuse({ conv, norm, addend, relu }: Fold, tensor: (value: Value) => SymbolicTensor): SymbolicTensor {
  const { layer, name } = conv.use;
  const config = { ...layer.getConfig(), name, activation: relu ? 'relu' : 'linear' };
  const fused =
    layer instanceof SkGroupedConv2D
      ? new SkFusedConv2D({
          ...(config as object as SkFusedConv2DArgs),
          residual: addend !== undefined,
          zeroWeights: true,
        })
      : configured(layer, { ...config, ...unconstrained, useBias: true });
  const reads = [...conv.reads, ...(addend === undefined ? [] : [addend])];
  const y = apply(fused, reads.map(tensor));
  tf.tidy(() => fused.setWeights(foldedWeights(layer, norm.use.layer)));
  return y[0] as SymbolicTensor;
}

/** A shared layer stays shared. */
function repeat(
  { use: { layer, name }, reads }: Step,
  copies: Map<Layer, Layer>,
  tensor: (value: Value) => SymbolicTensor,
): readonly SymbolicTensor[] {
  const earlier = copies.get(layer);
  if (earlier !== undefined) return apply(earlier, reads.map(tensor));
  const config = { ...layer.getConfig(), name };
  const isSk = layer.constructor === SkConv2D;
  const copy = isSk
    ? new SkFoldedConv2D({ ...(config as object as SkFoldedConv2DArgs), zeroWeights: true })
    : configured(layer, config);
  copies.set(layer, copy);
  const made = apply(copy, reads.map(tensor));
  tf.tidy(() => copy.setWeights(isSk ? foldedSkWeights(layer as SkConv2D) : layer.getWeights()));
  return made;
}

function configured(layer: Layer, config: Config): Layer {
  const type = layer.constructor as serialization.SerializableConstructor<Layer>;
  return type.fromConfig(type, config);
}

function apply(layer: Layer, inputs: readonly SymbolicTensor[]): readonly SymbolicTensor[] {
  const only = inputs.length === 1 ? (inputs[0] as SymbolicTensor) : [...inputs];
  return [layer.apply(only)].flat() as SymbolicTensor[];
}
