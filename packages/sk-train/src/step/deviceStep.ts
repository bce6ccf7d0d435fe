/** Steps that a backend's plug-in records and replays. The device looks at the loss, and the host waits for nothing. */
import * as tf from '@tensorflow/tfjs-core';
import { type BackendPlugin, type Capture, type CaptureInput, elementAt } from 'sk-core';
import type { Batch, LossScaling } from 'sk-models';
import { type LossScaler, lossScalingOf } from '../optim/lossScaler.js';
import type { WeightUpdate } from '../optim/weightUpdate.js';
import { type BatchGradients, disposeAverages, partsOf, type StepInputs } from './batchGradients.js';
import { batchInputs, stepInputs } from './batchInputs.js';
import { allFinite } from './checkBatch.js';
import { RenewedCapture } from './renewedCapture.js';
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
  /** Scales the loss, in mixed precision. */
  readonly scaler?: LossScaler | undefined;
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
  /** The steps of the optimiser, where none of those under way is skipped. */
  readonly steps: number;
  /** The steps that were known to be skipped. */
  readonly skipped: number;
}

export class DeviceStep implements Stepper {
  readonly stepsInFlight = 3;
  readonly #plugin: DevicePlugin;
  readonly #parts: DeviceStepParts;
  /** [1]: steps that have changed nothing since the last reset. */
  readonly #failures: tf.Variable;
  readonly #shapes = new Set<string>();
  readonly #capture: RenewedCapture<Input, 'figures'>;
  /** Ends when the next step may begin. */
  #turn: Promise<void> = Promise.resolve();
  #underWay = 0;
  #failedSteps = 0;
  /** Ends of the steps that have begun. */
  readonly #open = new Set<Promise<boolean>>();
  /** The scale of the loss after the last step whose result is there. */
  #scaling: LossScaling | undefined;
  /** Where the counts stood before a step that failed, while others are under way behind it. */
  #failed: Counts | undefined;

  constructor(plugin: DevicePlugin, parts: DeviceStepParts) {
    this.#plugin = plugin;
    this.#parts = parts;
    this.#capture = new RenewedCapture(
      () => plugin.capture((inputs) => this.#recorded(inputs)),
      parts.signature,
    );
    // On the device from the beginning, as the weights are after the first step.
    this.#failures = tf.tidy(() => tf.variable(plugin.copy(tf.zeros([1])), false));
    this.#scaling = parts.scaler?.start;
  }

  get replays(): number {
    return this.#capture.replays;
  }

  get failedSteps(): number {
    return this.#failedSteps;
  }

  get refusal(): string | undefined {
    return this.#capture.refusal;
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
      while (this.#open.size >= this.stepsInFlight) await Promise.race(this.#open);
      const result = this.#step([batch, learningRate, step], pass);
      const ended: Promise<boolean> = result.then(
        () => this.#open.delete(ended),
        () => this.#open.delete(ended),
      );
      this.#open.add(ended);
      return await result;
    } finally {
      pass();
      this.#underWay--;
      if (this.#underWay === 0) this.#reset();
    }
  }

  dispose(): void {
    this.#capture.dispose();
    this.#failures.dispose();
  }

  /** @param pass Lets the next step begin; it does when this step ends at the latest. */
  async #step(call: StepCall, pass: () => void): Promise<StepResult> {
    const [batch] = call;
    const { averages, accumulate, checkEvery, first, update } = this.#parts;
    const [images, shape] = [batch.labels.length, `${batch.shape} ${batch.mixing === undefined}`];
    const capture = this.#capture.current();
    const isFirst = capture.refusal !== undefined || !this.#shapes.has(shape);
    const given = isFirst ? undefined : this.#inputs(call);
    const isReplay = given !== undefined && capture.isRecorded(given);
    const isChecked = isReplay && (this.replays + 1) % checkEvery === 0;
    // The host counts what it knows, and must know of all steps before the one that it takes itself.
    if (isFirst || isChecked) await Promise.allSettled(this.#open);
    const { batches } = averages;
    const before = { batches, steps: update.steps, skipped: this.#skipped };
    if (this.#failed !== undefined) {
      this.#fail(before);
      return nothingDone(images, { averagedBatches: batches, lossScaling: this.#scaling });
    }
    let isApplied = false;
    try {
      if (given === undefined) {
        const result = await first.run(...call);
        this.#shapes.add(shape);
        isApplied = result.isApplied;
        this.#scaling = result.lossScaling;
        return result;
      }
      if (!allFinite(batch)) {
        return nothingDone(images, { averagedBatches: batches, lossScaling: this.#scaling });
      }
      if (isChecked) {
        const result = await this.#checked(capture, this.#inputs(call), () => first.run(...call));
        isApplied = result.isApplied;
        this.#scaling = result.lossScaling;
        return result;
      }
      const pending = isReplay ? capture.call(given) : this.#wholly(() => capture.call(given));
      averages.advance(partsOf(images, accumulate).length);
      update.advance();
      const { batches: averagedBatches } = averages;
      if (isReplay) pass();
      const { figures } = await pending;
      const [loss, correct] = [elementAt(figures, 0), elementAt(figures, 1)];
      isApplied = elementAt(figures, 2) === 0;
      const isSkipped = this.#learnScaling(figures);
      return {
        // A loss beside weights that another step has spoilt says nothing.
        loss: isApplied || !Number.isFinite(loss) ? loss : Number.NaN,
        correct,
        images,
        isApplied,
        averagedBatches: isApplied ? averagedBatches : batches,
        isSkipped,
        lossScaling: this.#scaling,
      };
    } finally {
      if (!isApplied) this.#fail(before);
    }
  }

  /** Takes the scale out of the figures of a step, and returns whether the step was skipped: the optimiser's steps are fewer then. */
  #learnScaling(figures: ArrayLike<number>): boolean {
    if (this.#parts.scaler === undefined) return false;
    const { update } = this.#parts;
    const former = this.#skipped;
    this.#scaling = lossScalingOf(figures, 3);
    update.goBackTo(update.steps - (this.#skipped - former));
    return this.#skipped > former;
  }

  get #skipped(): number {
    return this.#scaling?.skippedSteps ?? 0;
  }

  /** @param before The counts before the step. */
  #fail(before: Counts): void {
    const taken = ({ steps, skipped }: Counts): number => steps + skipped;
    if (this.#failed === undefined || taken(before) < taken(this.#failed)) this.#failed = before;
    this.#failedSteps++;
  }

  /** Allows changes again, once all steps behind a failed one have ended. */
  #reset(): void {
    if (this.#failed === undefined) return;
    this.#parts.averages.goBackTo(this.#failed.batches);
    this.#parts.update.goBackTo(this.#failed.steps - (this.#skipped - this.#failed.skipped));
    this.#failed = undefined;
    if (!this.#failures.isDisposed) tf.tidy(() => this.#failures.assign(tf.zeros([1])));
  }

  #inputs([batch, learningRate, step]: StepCall): Readonly<Record<Input, CaptureInput>> {
    const { averages, accumulate, update } = this.#parts;
    const { momenta } = averages;
    const numbers = Float32Array.from(
      this.#parts.scaler === undefined
        ? update.numbers(learningRate)
        : [
            this.#skipped,
            ...Array.from({ length: this.stepsInFlight }, (_, fewer) =>
              update.numbers(learningRate, fewer),
            ).flat(),
          ],
    );
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
    const { momenta } = inputs;
    const { update, averages: running, scaler, gradients: gradientsOf } = this.#parts;
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
      if (scaler === undefined) {
        update.apply(gradients, each(inputs.numbers), gate);
        return { figures: tf.concat([figures, this.#failures]) };
      }
      const { gradients: unscaled, finite } = scaler.unscaled(gradients);
      const ofStep = numbersNow(inputs.numbers, scaler, this.stepsInFlight);
      update.apply(unscaled, each(ofStep), tf.mul(gate, finite));
      scaler.state.assign(scaler.next(finite, gate));
      return { figures: tf.concat([figures, this.#failures, scaler.state]) };
    } finally {
      disposeAverages(averages);
    }
  }
}

/** Returns the numbers of a list, each as a tensor [1]. */
const each = (numbers: tf.Tensor): tf.Tensor[] =>
  Array.from({ length: numbers.size }, (_, i) => tf.slice(numbers, i, 1));

/**
 * Returns the numbers of a step that the host has begun without the results of some before it.
 *
 * @param numbers The skipped steps that the host knew of, and the numbers for the case that none, one, ... of the others
 * was skipped.
 */
function numbersNow(numbers: tf.Tensor, { state }: LossScaler, cases: number): tf.Tensor {
  const more = tf.sub(tf.slice(state, 2, 1), tf.slice(numbers, 0, 1));
  const rows = tf.reshape(tf.slice(numbers, 1), [cases, -1]);
  return tf.reshape(tf.gather(rows, tf.cast(more, 'int32')), [-1]);
}

const statesOf = async (variables: readonly tf.Variable[]): Promise<Float32Array[]> =>
  await Promise.all(
    variables.map(async (variable) => Float32Array.from((await variable.data()) as Float32Array)),
  );
