/** Repeats the passes of a step that has failed, on the weights that it found, and looks at what each layer makes of the batch. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { elementAt, inputTensors, withRandomStep } from 'sk-core';
import type { Batch } from 'sk-models';
import { type Layer, readGraph } from 'sk-models/graph';
import {
  type BatchGradients,
  batchGradients,
  disposeAverages,
  type GradientSettings,
  partsOf,
  type StepInputs,
} from '../step/batchGradients.js';
import { batchInputs, stepInputs } from '../step/batchInputs.js';
import { allFinite } from '../step/checkBatch.js';
import { type LogitsModel, logitsModel } from '../step/logitsModel.js';
import { RunningAverages, type WaitingAverages } from '../step/runningAverages.js';
import type { NonFinitePlace } from './nonFinitePlace.js';

export interface FailedStep {
  readonly batch: Batch;
  /** The number of the step, for which random layers draw. */
  readonly step: number;
  /** The weights that learn. */
  readonly weights: readonly tf.Variable[];
}

/**
 * Finds the first value of a step that is not finite: in the images, a weight, the output of a layer, or the gradient of a weight, the
 * last layer's first. Changes nothing, and holds no tensor.
 *
 * @returns Undefined where all of them are finite.
 */
export async function diagnose(
  model: LayersModel,
  settings: GradientSettings,
  { batch, step, weights }: FailedStep,
): Promise<NonFinitePlace | undefined> {
  if (!allFinite(batch)) return placeIn(batch.images, { kind: 'image' }, batch.labels.length);
  const view = logitsModel(model);
  const averages = new RunningAverages(view.model, undefined);
  const weight = await ofWeights(view.model);
  if (weight !== undefined) return weight;
  const tensors = inputTensors(batchInputs(batch, step));
  let images: tf.Tensor4D | undefined;
  try {
    const inputs = stepInputs(tensors);
    images = inputs.images;
    const output = await ofOutputs(view, averages, settings.accumulate, inputs);
    return output ?? (await ofGradients(weights, batchGradients(view, weights, averages, settings, inputs)));
  } finally {
    tf.dispose([...Object.values(tensors), ...(images === undefined ? [] : [images])]);
  }
}

async function ofWeights(model: LayersModel): Promise<NonFinitePlace | undefined> {
  for (const weight of model.weights) {
    const place = placeIn(await weight.read().data(), { kind: 'weight', name: weight.originalName });
    if (place !== undefined) return place;
  }
  return undefined;
}

interface Output {
  readonly layer: Layer;
  readonly tensor: tf.Tensor;
}

async function ofOutputs(
  view: LogitsModel,
  averages: RunningAverages,
  accumulate: number,
  { images, step }: StepInputs,
): Promise<NonFinitePlace | undefined> {
  for (const [part, [start, end]] of partsOf(images.shape[0], accumulate).entries()) {
    const outputs: Output[] = [];
    const waiting: WaitingAverages[] = [];
    try {
      watching(view.model, outputs, () =>
        tf.tidy(() => {
          const own = tf.slice(images, start, end - start);
          const { averages: moved } = withRandomStep({ step, part }, () =>
            averages.during(() => view.logits(own, true)),
          );
          waiting.push(moved);
        }),
      );
      for (const { layer, tensor } of outputs) {
        const size = tensor.shape[0] === end - start ? end - start : undefined;
        const place = placeIn(await tensor.data(), { kind: 'output', name: layer.name }, size, start);
        if (place !== undefined) return place;
      }
    } finally {
      disposeAverages(waiting);
      tf.dispose(outputs.map(({ tensor }) => tensor));
    }
  }
  return undefined;
}

/** Runs a pass and keeps the output of each call of a layer, in their order. */
function watching(model: LayersModel, outputs: Output[], pass: () => void): void {
  const layers = [...new Set(readGraph(model).nodes.map(({ layer }) => layer))];
  for (const layer of layers) {
    const call = layer.call.bind(layer);
    layer.call = (...given) => {
      const made = call(...given);
      for (const tensor of [made].flat()) outputs.push({ layer, tensor: tf.keep(tf.clone(tensor)) });
      return made;
    };
  }
  try {
    pass();
  } finally {
    for (const layer of layers) Reflect.deleteProperty(layer, 'call');
  }
}

async function ofGradients(
  weights: readonly tf.Variable[],
  { gradients, figures, averages }: BatchGradients,
): Promise<NonFinitePlace | undefined> {
  try {
    for (const [i, gradient] of [...gradients.entries()].reverse()) {
      const { name } = elementAt(weights, i);
      const place = placeIn(await gradient.data(), { kind: 'gradient', name });
      if (place !== undefined) return place;
    }
    return undefined;
  } finally {
    tf.dispose([...gradients, figures]);
    disposeAverages(averages);
  }
}

/**
 * Returns the place of the first value that is not finite.
 *
 * @param images The images that the values belong to, in equal parts, counted from `start`; undefined where they belong to none.
 */
function placeIn(
  values: ArrayLike<number>,
  place: Pick<NonFinitePlace, 'kind' | 'name'>,
  images?: number,
  start = 0,
): NonFinitePlace | undefined {
  const found = new Set<number>();
  let first: number | undefined;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined || Number.isFinite(value)) continue;
    first ??= value;
    if (images !== undefined) found.add(start + Math.floor((i * images) / values.length));
  }
  if (first === undefined) return undefined;
  return { ...place, value: first, ...(images !== undefined && { images: [...found] }) };
}
