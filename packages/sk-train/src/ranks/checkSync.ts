/** Refuses what keeps the batch norms of a model from seeing the batch of all ranks. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError, type Ranks } from 'sk-core';
import { readGraph } from 'sk-models/graph';

/** @throws OptionError where they cannot, with the reason */
export function checkSync(
  model: LayersModel,
  ranks: Ranks | undefined,
  { classWeights }: { readonly classWeights?: unknown },
): void {
  const refuse = (reason: string): never => {
    throw new OptionError(`syncBatchNorm (--sync-batch-norm): ${reason}`);
  };
  if (ranks === undefined) refuse('wants ranks, and this is the only one');
  if (tf.getBackend() === 'webgpu') {
    refuse('on WebGPU nothing is read before a step ends: take wasm, tensorflow or cpu, or leave it out');
  }
  if (classWeights !== undefined)
    refuse('parts of a batch have the weight of their images: leave classWeights out');
  const layers = readGraph(model).nodes.map(({ layer }) => layer);
  const stock = layers.find((layer) => layer.getClassName() === 'BatchNormalization');
  if (stock !== undefined) {
    refuse(
      `"${stock.name}" is a batch norm of TensorFlow.js, which sees the part of its rank: wants SkBatchNorm`,
    );
  }
}
