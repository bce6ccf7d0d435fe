/** Work that can be timed: a training step or a forward pass of a model on images of noise. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Batch, describeModel, leastBytes, ModelError } from 'sk-models';
import { RandomStream } from '../../../random/randomStream.js';
import { partsOf } from '../../../step/batchGradients.js';
import { logitsModel } from '../../../step/logitsModel.js';
import { TrainStep, type TrainStepOptions, type TrainStepSettings } from '../../../step/trainStep.js';

export interface TimedWork {
  readonly kind: 'training step' | 'forward pass';
  /** MACs of the whole work by the usual count: a training step is worth three forward passes. */
  readonly multiplyAdds: number;
  /** Bytes that the layers read and write at least. */
  readonly leastBytes: number;
  readonly run: () => Promise<void>;
  readonly dispose: () => void;
}

/** Returns steps as `fit` makes them, on the same images each time, and at learning rate 0 so that all are the same work. */
export function trainingWork(
  model: LayersModel,
  batchSize: number,
  accumulate: number,
  { precision, ...options }: TrainStepOptions & Pick<TrainStepSettings, 'precision'> = {},
): TimedWork {
  const settings = {
    momentum: 0.9,
    nesterov: false,
    weightDecay: 1e-4,
    labelSmoothing: 0.1,
    accumulate,
    precision,
  };
  const step = new TrainStep(model, settings, options);
  const batch = syntheticBatch(model, batchSize);
  return {
    kind: 'training step',
    multiplyAdds: 3 * batchSize * describeModel(model).macs,
    leastBytes: leastTrainingBytes(
      model,
      partsOf(batchSize, accumulate).map(([start, end]) => end - start),
    ),
    run: async () => {
      await step.run(batch, 0);
    },
    dispose: () => step.dispose(),
  };
}

/** Returns forward passes as `eval` and `predict` make them. */
export function inferenceWork(model: LayersModel, batchSize: number): TimedWork {
  const { logits } = logitsModel(model);
  const { images, shape } = syntheticBatch(model, batchSize);
  return {
    kind: 'forward pass',
    multiplyAdds: batchSize * describeModel(model).macs,
    leastBytes: leastBytes(model, batchSize).forward,
    run: async () => {
      const output = tf.tidy(() => logits(tf.tensor(images, [...shape]), false));
      await output.data();
      output.dispose();
    },
    dispose: () => undefined,
  };
}

function leastTrainingBytes(model: LayersModel, parts: readonly number[]): number {
  const passes = parts.map((images) => leastBytes(model, images));
  return passes.reduce((sum, { forward, backward }) => sum + forward + backward, passes[0]?.update ?? 0);
}

/**
 * Returns height, width and channels of the images that a model reads.
 * @throws ModelError where it does not read images of one size
 */
export function imageShape(model: LayersModel): readonly [height: number, width: number, channels: number] {
  const [, height, width, channels, ...more] = model.inputs[0]?.shape ?? [];
  if (model.inputs.length !== 1 || more.length > 0 || !height || !width || !channels) {
    throw new ModelError(`"${model.name}" wants one input of images of one size to be timed`);
  }
  return [height, width, channels];
}

function syntheticBatch(model: LayersModel, batchSize: number): Batch {
  const [height, width, channels] = imageShape(model);
  const classes = model.outputs[0]?.shape[1];
  if (!classes) throw new ModelError(`"${model.name}" wants an output of classes to be timed`);
  const stream = new RandomStream(1, 'data');
  return {
    images: Float32Array.from({ length: batchSize * height * width * channels }, () => stream.uniform(-1, 1)),
    shape: [batchSize, height, width, channels],
    labels: Int32Array.from({ length: batchSize }, (_, i) => i % classes),
  };
}
