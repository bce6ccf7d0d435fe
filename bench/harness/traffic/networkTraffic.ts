/** The traffic of a network's passes, ours and that of stock tfjs, beside the least that its layers must move. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Dispatch } from 'sk-core';
import { foldBatchNorm, leastBytes } from 'sk-models';
import { trainingPass } from 'sk-models/graph';
import { TrainStep } from 'sk-train';
import type { KernelChoice } from '../tfjs/kernelSets.js';
import { count, type Traffic, total } from './traffic.js';

export type Pass = 'inference' | 'training forward' | 'training step' | 'momentum';

export interface PassTraffic {
  readonly pass: Pass;
  readonly batch: number;
  /** Bytes that the layers read and write at least; of momentum, those of its three vectors. */
  readonly least: number;
  readonly ours: Traffic;
  readonly stock: Traffic;
  /** What ours is the sum of. */
  readonly dispatches: readonly Dispatch[];
}

export interface Batches {
  readonly inference: number;
  readonly training: number;
}

/**
 * On the webgpu backend, after `startCounting`.
 *
 * @param onPass Told what is being counted.
 */
export async function networkTraffic(
  model: LayersModel,
  batches: Batches,
  onPass: (pass: Pass, kernels: KernelChoice) => void = () => {},
): Promise<PassTraffic[]> {
  const { forward: leastInference } = leastBytes(model, batches.inference);
  const least = leastBytes(model, batches.training);
  const both = async (pass: Pass, { body, dispose }: Counting) => {
    onPass(pass, 'plugin');
    const ours = await count('plugin', () => body('plugin'));
    onPass(pass, 'stock');
    const stock = await count('stock', () => body('stock'));
    dispose();
    return { ours, stock };
  };
  const entry = (
    pass: Pass,
    batch: number,
    bytes: number,
    ours: readonly Dispatch[],
    stock: readonly Dispatch[],
  ): PassTraffic => ({ pass, batch, least: bytes, ours: total(ours), stock: total(stock), dispatches: ours });

  const inference = await both('inference', inferenceOf(model, batches.inference));
  const forward = await both('training forward', forwardOf(model, batches.training));
  const step = await both('training step', stepOf(model, batches.training));
  const { inference: one, training: many } = batches;
  return [
    entry('inference', one, leastInference, inference.ours.work, inference.stock.work),
    entry('training forward', many, least.forward, forward.ours.work, forward.stock.work),
    entry('training step', many, least.forward + least.backward, step.ours.work, step.stock.work),
    // A buffer that a dispatch reads and writes counts once: three vectors where the least has five.
    entry('momentum', many, (3 * least.update) / 5, step.ours.momentum, step.stock.momentum),
  ];
}

const imageShape = (model: LayersModel): [number, number, number] =>
  model.inputs[0]?.shape.slice(1) as [number, number, number];

interface Counting {
  readonly body: (kernels: KernelChoice) => Promise<void>;
  readonly dispose: () => void;
}

/** Ours is what `captureModel` records and replays: the folded model. TensorFlow.js has no such thing. */
function inferenceOf(model: LayersModel, batch: number): Counting {
  const images = tf.zeros([batch, ...imageShape(model)]);
  const folded = foldBatchNorm(model);
  return {
    body: async (kernels) => {
      tf.tidy(() => {
        (kernels === 'plugin' ? folded : model).apply(images, { training: false });
      });
    },
    dispose: () => {
      images.dispose();
      folded.dispose();
    },
  };
}

function forwardOf(model: LayersModel, batch: number): Counting {
  const images = tf.zeros([batch, ...imageShape(model)]);
  const train = trainingPass(model);
  return {
    body: async () => tf.tidy(() => void train([images])),
    dispose: () => images.dispose(),
  };
}

function stepOf(model: LayersModel, batch: number): Counting {
  const settings = { momentum: 0.9, nesterov: false, weightDecay: 1e-4, labelSmoothing: 0.1, accumulate: 1 };
  const step = new TrainStep(model, settings);
  const shape: [number, number, number, number] = [batch, ...imageShape(model)];
  const images = new Float32Array(tf.util.sizeFromShape(shape));
  const labels = new Int32Array(batch);
  return {
    body: async () => {
      await step.run({ images, shape, labels }, 0);
    },
    dispose: () => step.dispose(),
  };
}
