/** Steps that a backend's plug-in records and replays. The device looks at the loss, and the host waits for nothing. */
import * as tf from '@tensorflow/tfjs-core';
import { type BackendPlugin, type Capture, type CaptureInput, elementAt } from 'sk-core';
import type { Batch } from 'sk-models';
import type { WeightUpdate } from '../optim/weightUpdate.js';
import { type BatchGradients, disposeAverages, partsOf, type StepInputs } from './batchGradients.js';
import { batchInputs, stepInputs } from './batchInputs.js';
import { allFinite } from './checkBatch.js';
import { moveWaiting, type RunningAverages } from './runningAverages.js';
import { nothingDone, type Stepper, type StepResult } from './stepper.js';

/** A replay that does not do what the step does. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
}

/** A plug-in that has everything for such steps. */
export type DevicePlugin = BackendPlugin & Required<Pick<BackendPlugin, 'capture' | 'copy' | 'gate'>>;

export const isDevicePlugin = (plugin: BackendPlugin | undefined): plugin is DevicePlugin =>
  plugin?.capture !== undefined && plugin.gate !== undefined && plugin.copy !== undefined;

export interface DeviceStepParts {
  readonly update: WeightUpdate;
  readonly averages: RunningAverages;
  readonly accumulate: number;
  /** All that a step changes. */
  readonly variables: readonly tf.Variable[];
  readonly gradients: (inputs: StepInputs) => BatchGradients;
  /**
   * Takes the first step of each shape, so that whether there is memory for it is known before anything changes, and the
   * steps that cannot be recorded.
   */
  readonly first: Stepper;
  /** Every so many replays one is compared with the step that the host runs; Infinity for none. */
  readonly checkEvery: number;
  /** Changes where a recording would no longer do what the function does: where something was frozen or freed. */
  readonly signature: () => string;
}

type StepCall = Parameters<Stepper['run']>;

type Input = keyof ReturnType<typeof batchInputs> | 'numbers' | 'momenta';

/** The counts that go back where a step has failed. */
interface Counts {
  /** The batches that the averages had seen. */
  readonly batches: number | undefined;
  /** The steps of the optimiser. */
  readonly steps: number;
}

export class DeviceStep implements Stepper {
  readonly stepsInFlight = 3;
  readonly #plugin: DevicePlugin;
  readonly #parts: DeviceStepParts;
  /** [1]: steps that have changed nothing since the last reset. */
  readonly #failures: tf.Variable;
  readonly #shapes = new Set<string>();
  #capture: Capture<Input, 'figures'> | undefined;
  #signature = '';
  /** The number of replays of captures that are gone. */
  #formerReplays = 0;
  /** Ends when the next step may begin. */
  #turn: Promise<void> = Promise.resolve();
  #underWay = 0;
  #failedSteps = 0;
  /** Where the counts stood before a step that failed, while others are under way behind it. */
  #failed: Counts | undefined;

  constructor(plugin: DevicePlugin, parts: DeviceStepParts) {
    this.#plugin = plugin;
    this.#parts = parts;
    // On the device from the beginning, as the weights are after the first step.
    this.#failures = tf.tidy(() => tf.variable(plugin.copy(tf.zeros([1])), false));
  }

  get replays(): number {
    return this.#formerReplays + (this.#capture?.replays ?? 0);
  }

  get failedSteps(): number {
    return this.#failedSteps;
  }

  get refusal(): string | undefined {
    return this.#capture?.refusal;
  }

  async run(batch: Batch, learningRate: number, step: number): Promise<StepResult> {
    const turn = this.#turn;
    let pass = (): void => undefined;
    this.#turn = new Promise((resolve) => {
      pass = resolve;
    });
    this.#underWay++;
    try {
      await turn;
      return await this.#step([batch, learningRate, step], pass);
    } finally {
      pass();
      this.#underWay--;
      if (this.#underWay === 0) this.#reset();
    }
  }

  dispose(): void {
    this.#capture?.dispose();
    this.#failures.dispose();
  }

  /** @param pass Lets the next step begin; it does when this step ends at the latest. */
  async #step(call: StepCall, pass: () => void): Promise<StepResult> {
    const [batch] = call;
    const { averages, accumulate, checkEvery, first, update } = this.#parts;
    const { batches } = averages;
    const before = { batches, steps: update.steps };
    const [images, shape] = [batch.labels.length, `${batch.shape} ${batch.mixing === undefined}`];
    if (this.#failed !== undefined) {
      this.#fail(before);
      return nothingDone(images, batches);
    }
    const capture = this.#current();
    let isApplied = false;
    try {
      if (capture.refusal !== undefined || !this.#shapes.has(shape)) {
        const result = await first.run(...call);
        this.#shapes.add(shape);
        isApplied = result.isApplied;
        return result;
      }
      if (!allFinite(batch)) return nothingDone(images, batches);
      const inputs = this.#inputs(call);
      const isReplay = capture.isRecorded(inputs);
      if (isReplay && (this.replays + 1) % checkEvery === 0) {
        const result = await this.#checked(capture, inputs, () => first.run(...call));
        isApplied = result.isApplied;
        return result;
      }
      const pending = isReplay ? capture.call(inputs) : this.#wholly(() => capture.call(inputs));
      averages.advance(partsOf(images, accumulate).length);
      update.advance();
      const { batches: averagedBatches } = averages;
      if (isReplay) pass();
      const { figures } = await pending;
      const [loss, correct] = [elementAt(figures, 0), elementAt(figures, 1)];
      isApplied = elementAt(figures, 2) === 0;
      return {
        // A loss beside weights that another step has spoilt says nothing.
        loss: isApplied || !Number.isFinite(loss) ? loss : Number.NaN,
        correct,
        images,
        isApplied,
        averagedBatches: isApplied ? averagedBatches : batches,
      };
    } finally {
      if (!isApplied) this.#fail(before);
    }
  }

  /** @param before The counts before the step. */
  #fail(before: Counts): void {
    if (this.#failed === undefined || before.steps < this.#failed.steps) this.#failed = before;
    this.#failedSteps++;
  }

  /** Allows changes again, once all steps behind a failed one have ended. */
  #reset(): void {
    if (this.#failed === undefined) return;
    this.#parts.averages.goBackTo(this.#failed.batches);
    this.#parts.update.goBackTo(this.#failed.steps);
    this.#failed = undefined;
    if (!this.#failures.isDisposed) tf.tidy(() => this.#failures.assign(tf.zeros([1])));
  }

  #current(): Capture<Input, 'figures'> {
    const signature = this.#parts.signature();
    if (this.#capture === undefined || this.#signature !== signature) {
      this.#formerReplays = this.replays;
      this.#capture?.dispose();
      this.#capture = this.#plugin.capture((inputs) => this.#recorded(inputs));
      this.#signature = signature;
    }
    return this.#capture;
  }

  #inputs([batch, learningRate, step]: StepCall): Readonly<Record<Input, CaptureInput>> {
    const { averages, accumulate, update } = this.#parts;
    const { momenta } = averages;
    const numbers = Float32Array.from(update.numbers(learningRate));
    const parts = partsOf(batch.labels.length, accumulate);
    const corrected = parts.flatMap((_, part) =>
      momenta.map((momentum) => averages.momentumIn(momentum, part)),
    );
    return {
      ...batchInputs(batch, step),
      numbers: { values: numbers, shape: [numbers.length] },
      // The 0 keeps the tensor of a model without batch norms from being empty.
      momenta: { values: Float32Array.from([0, ...corrected]), shape: [1 + corrected.length] },
    };
  }

  /** Makes a call that is no replay, which may have done a part of its work where it fails. */
  async #wholly<T>(call: () => Promise<T>): Promise<T> {
    return await this.#besideCopies(async (undo) => {
      try {
        return await call();
      } catch (error) {
        undo();
        throw error;
      }
    });
  }

  /**
   * Replays a step, and runs it again from where it began.
   *
   * @throws CaptureError where the bits differ; the state is then that of the second run.
   */
  async #checked(
    capture: Capture<Input, 'figures'>,
    inputs: Readonly<Record<Input, CaptureInput>>,
    again: () => Promise<StepResult>,
  ): Promise<StepResult> {
    const { variables } = this.#parts;
    const step = this.replays + 1;
    const replayed = await this.#besideCopies(async (undo) => {
      try {
        const { figures } = await capture.call(inputs);
        return { loss: elementAt(figures, 0), state: await statesOf(variables) };
      } finally {
        undo();
      }
    });
    const result = await again();
    if (!Object.is(result.loss, replayed.loss)) {
      throw new CaptureError(
        `replay ${step}: the loss is ${replayed.loss}, and ${result.loss} without capture`,
      );
    }
    for (const [i, values] of (await statesOf(variables)).entries()) {
      const other = elementAt(replayed.state, i);
      if (values.every((value, k) => Object.is(value, other[k]))) continue;
      throw new CaptureError(
        `replay ${step}: ${elementAt(variables, i).name} differs from a step without capture`,
      );
    }
    return result;
  }

  /** Calls a function beside copies of all that it changes. @param call Gets a function that gives the values back. */
  async #besideCopies<T>(call: (undo: () => void) => Promise<T>): Promise<T> {
    const { variables } = this.#parts;
    const copies = tf.tidy(() => variables.map((variable) => this.#plugin.copy(variable)));
    const undo = (): void => {
      for (const [i, copy] of copies.entries()) elementAt(variables, i).assign(copy);
    };
    try {
      return await call(undo);
    } finally {
      tf.dispose(copies);
    }
  }

  #recorded(inputs: Readonly<Record<Input, tf.Tensor>>): {
    figures: tf.Tensor;
  } {
    const { numbers: ofStep, momenta } = inputs;
    const { update, averages: running, gradients: gradientsOf } = this.#parts;
    const { gradients, figures, averages } = gradientsOf(stepInputs(inputs));
    try {
      const gate = this.#plugin.gate(tf.slice(figures, 0, 1), this.#failures);
      const gated = (number: tf.Tensor): tf.Tensor => tf.concat([number, gate]);
      const count = running.momenta.length;
      const numbers = averages.map((_, part) =>
        running.momenta.map((__, i) => gated(tf.slice(momenta, 1 + part * count + i, 1))),
      );
      moveWaiting(averages, (momentum, part) =>
        elementAt(elementAt(numbers, part), running.momenta.indexOf(momentum)),
      );
      const given = Array.from({ length: ofStep.size }, (_, i) => tf.slice(ofStep, i, 1));
      update.apply(gradients, given, gate);
      return { figures: tf.concat([figures, this.#failures]) };
    } finally {
      disposeAverages(averages);
    }
  }
}

const statesOf = async (variables: readonly tf.Variable[]): Promise<Float32Array[]> =>
  await Promise.all(
    variables.map(async (variable) => Float32Array.from((await variable.data()) as Float32Array)),
  );
