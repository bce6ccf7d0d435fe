/** Training of a compiled model, recorded once and replayed, through its own `fit`, `fitDataset` and `trainOnBatch`. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Capture, pluginOf, stepNumber, withRandomStep } from 'sk-core';
import { ModelError } from '../modelError.js';
import { type RecordedOptimizer, recordedOptimizer } from './optimizers.js';
import { replaceTrainFunction, type TrainFunction, trainedModel } from './trainFunction.js';
import { countStep, isRecordingPlugin, type RecordingPlugin, withWholeStep } from './wholeStep.js';

/** The models whose train functions are replaced. */
const captured = new WeakSet<LayersModel>();

/** What records a step, and whose step it is. */
interface Recorder {
  readonly plugin: RecordingPlugin;
  readonly optimizer: tf.Optimizer;
  readonly recorded: RecordedOptimizer;
}

/** A compiled model whose train function is recorded for batches of each shape, and replayed from the fourth step on. */
export class CapturedTraining {
  /** The given model. It stays the caller's. */
  readonly model: LayersModel;
  readonly #restore: () => void;
  #isDisposed = false;
  #capture: Capture<string, string> | undefined;
  /** All that a recording depends on beside its inputs. */
  #state: readonly unknown[] = [];
  /** What may be frozen: layers and weights. */
  #parts: readonly { readonly trainable: boolean }[] = [];
  /** The number of replays of captures that are gone. */
  #formerReplays = 0;

  constructor(model: LayersModel) {
    if (optimizerOf(model) === undefined) {
      throw new ModelError(
        `captureTraining: '${model.name}' is not compiled: call model.compile({ optimizer, loss }) first`,
      );
    }
    if (captured.has(model)) {
      throw new ModelError(
        `captureTraining: '${model.name}' is captured: call dispose() of what captured it first`,
      );
    }
    captured.add(model);
    this.model = model;
    this.#restore = replaceTrainFunction(model, (train) => (data) => this.#step(train, data));
  }

  /** Number of steps that were replays. */
  get replays(): number {
    return this.#formerReplays + (this.#capture?.replays ?? 0);
  }

  /** Why steps are not recorded, as far as that has shown; undefined where nothing speaks against a replay. */
  get refusal(): string | undefined {
    const optimizer = optimizerOf(this.model);
    if (optimizer !== undefined && recordedOptimizer(optimizer) === undefined) {
      return `the optimizer ${optimizer.getClassName()} is none of SGD, Momentum, Adam and RMSProp`;
    }
    if (!isRecordingPlugin(pluginOf())) return `the backend ${tf.getBackend()} records nothing`;
    return this.#capture?.refusal;
  }

  /** Frees what was recorded, and gives the model its train function back. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    captured.delete(this.model);
    this.#restore();
    this.#capture?.dispose();
  }

  #step(train: TrainFunction, data: Parameters<TrainFunction>[0]): tf.Scalar[] {
    const optimizer = optimizerOf(this.model);
    const recorded = optimizer === undefined ? undefined : recordedOptimizer(optimizer);
    const plugin = pluginOf();
    if (this.#isDisposed || optimizer === undefined) return train(data);
    if (recorded === undefined || !isRecordingPlugin(plugin)) return plainStep(train, data, optimizer);
    if (this.#capture === undefined || !isSame(this.#stateOf(optimizer, recorded), this.#state)) {
      return this.#first(train, data, { plugin, optimizer, recorded });
    }
    if (this.#capture.refusal !== undefined) return plainStep(train, data, optimizer);
    const { iterations } = optimizer;
    const [rate, step] = [recorded.rate(), stepNumber(iterations)];
    try {
      const outputs = this.#capture.run({ ...byPlace(data), rate, step });
      if (optimizer.iterations === iterations) countStep(optimizer);
      return Object.values(outputs) as tf.Scalar[];
    } finally {
      tf.dispose([rate, step]);
    }
  }

  /** Takes a step that is not recorded: the optimizer makes its variables in the first one. */
  #first(
    train: TrainFunction,
    data: Parameters<TrainFunction>[0],
    { plugin, optimizer, recorded }: Recorder,
  ): tf.Scalar[] {
    this.#formerReplays = this.replays;
    this.#capture?.dispose();
    this.#capture = undefined;
    const results = plainStep(train, data, optimizer);
    // With values that the host has TensorFlow.js computes there, and no command shows it.
    for (const variable of recorded.onHost()) tf.tidy(() => variable.assign(plugin.copy(variable)));
    this.#parts = [...this.model.layers, ...this.model.weights];
    this.#state = this.#stateOf(optimizer, recorded);
    this.#capture = plugin.capture(({ rate, step: number, ...inputs }) => {
      const draws = { step: number as tf.Tensor1D, part: 0 };
      const run = (): tf.Scalar[] => withRandomStep(draws, () => train(dataOf(inputs)));
      return byPlace(rate === undefined ? run() : withWholeStep(plugin, optimizer, recorded, rate, run));
    });
    return results;
  }

  #stateOf(optimizer: tf.Optimizer, recorded: RecordedOptimizer): readonly unknown[] {
    return [
      tf.backend(),
      optimizer,
      // It is another one after each `compile`.
      trainedModel(this.model)?.lossFunctions,
      JSON.stringify({ ...optimizer.getConfig(), learningRate: undefined }),
      this.#parts.map(({ trainable }) => (trainable ? 1 : 0)).join(''),
      ...recorded.variables(),
    ];
  }
}

/** Takes a step that is not recorded. */
const plainStep = (
  train: TrainFunction,
  data: Parameters<TrainFunction>[0],
  { iterations }: tf.Optimizer,
): tf.Scalar[] => tf.tidy(() => withRandomStep({ step: stepNumber(iterations), part: 0 }, () => train(data)));

/**
 * Replaces the train function of a compiled model, so that its `fit`, `fitDataset` and `trainOnBatch` train by replays on a
 * backend that records, with the same bits. The optimizer is `sgd`, `momentum`, `adam` or `rmsprop` of TensorFlow.js; its
 * learning rate is an input of each step and may change at any time, and so is the number of steps that the optimizer has
 * taken, by which `SkDropout` and `SkDropPath` draw. After another change of the optimizer, the loss or what
 * is frozen, steps are recorded again. Where a step cannot be recorded it runs as before, and `refusal` says why.
 *
 * @throws ModelError for a model that is not compiled, and for one that is captured already.
 */
export function captureTraining(model: LayersModel): CapturedTraining {
  return new CapturedTraining(model);
}

const optimizerOf = (model: LayersModel): tf.Optimizer | undefined => trainedModel(model)?.optimizer;

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** Names tensors by their places in a list. */
const byPlace = (tensors: Parameters<TrainFunction>[0]): Record<string, tf.Tensor> =>
  Object.fromEntries(tensors.flatMap((tensor, i) => (tensor == null ? [] : [[`${i}`, tensor] as const])));

/** Returns the list that {@link byPlace} has named. */
function dataOf(inputs: Readonly<Record<string, tf.Tensor>>): (tf.Tensor | undefined)[] {
  const last = Math.max(...Object.keys(inputs).map(Number));
  return Array.from({ length: last + 1 }, (_, i) => inputs[i]);
}
