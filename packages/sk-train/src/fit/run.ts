/** A run: epochs of steps, evaluation, records, checkpoints, and a clean stop. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Ranks } from 'sk-core';
import { DataError, firstNonFiniteWeight } from 'sk-io';
import type { Batch, Dataset, EpochRecord, StepRecord, TrainingState } from 'sk-models';
import { mixBatch } from '../data/augment/mixing.js';
import { batchesPerEpoch } from '../data/batchOrder.js';
import { rankDataset } from '../data/rankDataset.js';
import { weightsOfClasses } from '../recipe/classWeights.js';
import { leastLossScale } from '../recipe/optimizer.js';
import type { Recipe } from '../recipe/recipe.js';
import { learningRateAt } from '../recipe/schedules.js';
import type { StepResult } from '../step/stepper.js';
import { TrainStep } from '../step/trainStep.js';
import { Callbacks, epochLogs } from './callbacks.js';
import { type Evaluation, Evaluator } from './evaluate.js';
import type { FitResult, RunOptions } from './fitOptions.js';
import { HeldWeights } from './heldWeights.js';
import { isAverageMonitored, isStoppedEarly, monitorEpoch, monitoredIn } from './monitor.js';
import { calmerTraining, NonFiniteLossError } from './nonFiniteLossError.js';
import { evaluationOfAll } from './ranks/evaluationOfAll.js';
import type { RankedRun } from './ranks/rankedRun.js';
import { sameWeights } from './ranks/sameStart.js';
import { Stopwatch } from './stopwatch.js';
import { freshState } from './trainingState.js';
import { whyNotFinite } from './whyNotFinite.js';

/** A step whose result is still to come. */
interface StepUnderWay {
  readonly result: Promise<StepResult>;
  readonly learningRate: number;
  readonly batch: Batch;
}

/** The data as this process sees them. */
interface RunData {
  readonly train: Dataset;
  readonly test: Dataset | undefined;
}

function dataOf({ train, test }: RunOptions, ranks: Ranks | undefined): RunData {
  if (ranks === undefined) return { train, test };
  const part = { index: ranks.rank, count: ranks.size };
  return { train: rankDataset(train, part), test: test && rankDataset(test, part) };
}

export class Run {
  readonly #model: LayersModel;
  readonly #recipe: Recipe;
  readonly #options: RunOptions;
  readonly #trainStep: TrainStep;
  readonly #evaluator: Evaluator;
  readonly #stepsPerEpoch: number;
  readonly #totalSteps: number;
  readonly #watch = new Stopwatch();
  readonly #bestWeights = new HeldWeights();
  readonly #callbacks: Callbacks;
  readonly #ranked: RankedRun | undefined;
  readonly #data: RunData;
  #state: TrainingState;
  #savedStep: number;
  #isRefused = false;

  /** @param ranked The ranks that train together, where there are several. */
  constructor(
    model: LayersModel,
    recipe: Recipe,
    options: RunOptions,
    state: TrainingState,
    ranked?: RankedRun,
  ) {
    this.#model = model;
    this.#recipe = recipe;
    this.#options = options;
    this.#ranked = ranked;
    this.#data = dataOf(options, ranked?.ranks);
    this.#stepsPerEpoch = batchesPerEpoch(options.train.size, recipe.batchSize);
    this.#totalSteps = Math.min(options.maxSteps ?? Infinity, recipe.epochs * this.#stepsPerEpoch);
    const { callbacks = [], train } = options;
    this.#callbacks = new Callbacks(model, callbacks, {
      ...{ epochs: recipe.epochs, initialEpoch: state.epoch, steps: this.#stepsPerEpoch },
      ...{ batchSize: recipe.batchSize, samples: train.size, doValidation: options.test !== undefined },
    });
    const { teacher, capture, checkCapture } = options;
    const classWeights = recipe.classWeights && weightsOfClasses(recipe.classWeights, train);
    this.#trainStep = new TrainStep(
      model,
      {
        ...recipe,
        classWeights,
        averagedBatches: state.averagedBatches,
        stepsTaken: state.step,
        lossScaling: state.lossScaling,
      },
      {
        ...(teacher !== undefined && { teacher }),
        ...(capture !== undefined && { capture }),
        ...(checkCapture !== undefined && { checkCapture }),
        ...(ranked !== undefined && { ranks: ranked.ranks }),
        syncBatchNorm: options.syncBatchNorm,
      },
    );
    this.#evaluator = new Evaluator(model);
    this.#state = state;
    this.#savedStep = this.#state.step;
  }

  async toEnd(): Promise<FitResult> {
    const { resume } = this.#options;
    if (resume !== undefined) {
      this.#trainStep.optimizer.restore(resume.velocities);
      this.#trainStep.average?.restore(resume.ema ?? []);
    }
    if (this.#ranked !== undefined) await sameWeights(this.#ranked.ranks, this.#model, this.#trainStep);
    let lastEpoch: EpochRecord | undefined;
    await this.#callbacks.train('onTrainBegin');
    await this.#agree();
    while (!this.#isOver()) {
      await this.#callbacks.call('onEpochBegin', this.#state.epoch);
      await this.#restOfEpoch();
      if (this.#state.batch < this.#stepsPerEpoch) break;
      const ended = await this.#endEpoch();
      if (ended === undefined) break;
      lastEpoch = ended;
    }
    if (this.#state.step !== this.#savedStep) await this.#checkpoint(false);
    await this.#callbacks.train('onTrainEnd');
    this.#bestWeights.restore(this.#model);
    const stopped = this.#isStopped;
    const stoppedEarly = isStoppedEarly(this.#recipe, this.#state) || this.#wantsStop;
    const { replays } = this.#trainStep;
    return { state: this.#state, stopped, stoppedEarly, replays, ...(lastEpoch && { lastEpoch }) };
  }

  dispose(): void {
    this.#trainStep.dispose();
    this.#evaluator.dispose();
    this.#callbacks.dispose();
  }

  /** Whether the run is to save and end: one rank that is asked to stops all. */
  get #isStopped(): boolean {
    return this.#ranked?.stops ?? this.#options.signal?.aborted ?? false;
  }

  get #wantsStop(): boolean {
    return this.#ranked?.wantsStop ?? this.#callbacks.wantsStop;
  }

  async #agree(): Promise<void> {
    const { signal } = this.#options;
    await this.#ranked?.agree({ stops: signal?.aborted ?? false, wantsStop: this.#callbacks.wantsStop });
  }

  #isOver(): boolean {
    if (this.#isStopped || this.#wantsStop) return true;
    if (this.#state.epoch >= this.#recipe.epochs || isStoppedEarly(this.#recipe, this.#state)) return true;
    return this.#state.step >= this.#totalSteps && this.#state.batch < this.#stepsPerEpoch;
  }

  async #restOfEpoch(): Promise<void> {
    const { epoch, batch, step } = this.#state;
    const left = Math.min(this.#stepsPerEpoch - batch, this.#totalSteps - step);
    if (left <= 0) return;
    const batches = this.#data.train
      .batches({ batchSize: this.#recipe.batchSize, epoch, skip: batch })
      [Symbol.asyncIterator]();
    const underWay: StepUnderWay[] = [];
    const { checkpointEvery = Infinity } = this.#options;
    try {
      this.#watch.restart();
      for (let taken = 0; taken < left && !this.#isStopped && !this.#wantsStop; taken++) {
        const next = await this.#watch.waiting(batches.next());
        if (next.done) throw new DataError(`epoch ${epoch + 1} ended at batch ${batch + taken} of ${left}`);
        // One of the steps under way has failed: nothing may change after it.
        if (this.#trainStep.failedSteps > 0) await this.#endSteps(underWay, 0);
        await this.#callbacks.call('onBatchBegin', batch + taken, { batch: batch + taken });
        const mixed = mixBatch(next.value, this.#recipe, { epoch, batch: this.#partNumber(batch + taken) });
        underWay.push(this.#begin(mixed, step + taken));
        // A checkpoint must not hold the weights of later steps.
        const room = (step + taken + 1) % checkpointEvery === 0 ? 0 : this.#trainStep.stepsInFlight - 1;
        await this.#endSteps(underWay, room);
      }
      await this.#endSteps(underWay, 0);
    } finally {
      await Promise.allSettled(underWay.map(({ result }) => result));
      await batches.return?.();
    }
  }

  /** Returns the number of this rank's part of a batch among those of all batches, by which its mixing is drawn. */
  #partNumber(batch: number): number {
    const { size, rank } = this.#ranked?.ranks ?? { size: 1, rank: 0 };
    return batch * size + rank;
  }

  #begin(batch: Batch, step: number): StepUnderWay {
    const learningRate = this.#learningRateAt(step);
    const result = this.#trainStep.run(batch, learningRate);
    // Its error is thrown where the step ends.
    result.catch(() => undefined);
    return { result, learningRate, batch };
  }

  #learningRateAt(step: number): number {
    const { reductions = 0 } = this.#state.monitored?.plateau ?? {};
    return learningRateAt(step, this.#stepsPerEpoch, this.#recipe, reductions);
  }

  /** Waits for the oldest steps until no more than `most` are under way. */
  async #endSteps(underWay: StepUnderWay[], most: number): Promise<void> {
    while (underWay.length > most) {
      const oldest = underWay.shift();
      if (oldest === undefined) return;
      const { loss } = await oldest.result;
      if (!Number.isFinite(loss)) {
        // The steps behind it change nothing, and nothing may be recorded beside them.
        await Promise.allSettled(underWay.map(({ result }) => result));
        throw await this.#failure(loss, oldest);
      }
      await this.#endStep(oldest);
    }
  }

  async #failure(loss: number, { batch, learningRate }: StepUnderWay): Promise<NonFiniteLossError> {
    const { step, epoch, batch: index } = this.#state;
    const { optimizer, settings } = this.#trainStep;
    const { weights } = optimizer;
    const found = await whyNotFinite(this.#model, settings, { batch, step, weights });
    return new NonFiniteLossError(
      `the loss is ${loss} at step ${step + 1} (epoch ${epoch + 1}, batch ${index + 1}, learning rate ${learningRate})${found}`,
    );
  }

  async #endStep({ result, learningRate }: StepUnderWay): Promise<void> {
    const { step } = this.#state;
    const { loss, correct, images, averagedBatches, isSkipped, lossScaling } = await result;
    const { refusal } = this.#trainStep;
    if (refusal !== undefined && !this.#isRefused) {
      this.#isRefused = true;
      this.#options.onRefusal?.(refusal);
    }
    const seconds = this.#watch.lap(images);
    await this.#ranked?.stepTook(seconds);
    this.#state = {
      ...this.#state,
      step: step + 1,
      batch: this.#state.batch + 1,
      lossSum: this.#state.lossSum + loss * images,
      correct: this.#state.correct + correct,
      images: this.#state.images + images,
      seconds: this.#state.seconds + seconds,
      averagedBatches,
      ...(lossScaling !== undefined && { lossScaling }),
    };
    if (isSkipped) this.#stepSkipped();
    const ended = this.#state.batch - 1;
    await this.#callbacks.call('onBatchEnd', ended, {
      batch: ended,
      size: images,
      loss,
      acc: correct / images,
    });
    await this.#agree();
    await this.#afterStep(loss, correct / images, learningRate);
  }

  /** Tells of a step whose gradients have overflowed. @throws NonFiniteLossError where no scale is small enough */
  #stepSkipped(): void {
    const { step, lossScaling } = this.#state;
    if (lossScaling === undefined) return;
    const { scale, skippedSteps } = lossScaling;
    this.#options.onSkippedStep?.({ step, scale, skippedSteps });
    if (scale >= leastLossScale) return;
    throw new NonFiniteLossError(
      `the gradients are not finite at step ${step}, whatever the loss is scaled by: after ${skippedSteps} skipped steps the scale is ${scale}: ${calmerTraining}`,
    );
  }

  async #afterStep(loss: number, accuracy: number, learningRate: number): Promise<void> {
    const { step, batch, epoch, lossScaling } = this.#state;
    const { logEvery = 10, checkpointEvery = Infinity, onStep, onRecord } = this.#options;
    const record: StepRecord = {
      kind: 'step',
      step,
      epoch: epoch + batch / this.#stepsPerEpoch,
      loss,
      accuracy,
      learningRate,
      imagesPerSecond: this.#watch.imagesPerSecond,
      dataWait: this.#watch.waitingShare,
      ...(lossScaling && { lossScale: lossScaling.scale, skippedSteps: lossScaling.skippedSteps }),
    };
    onStep?.({ record, stepsPerEpoch: this.#stepsPerEpoch, totalSteps: this.#totalSteps });
    if (step % logEvery === 0) {
      await onRecord?.(record);
      this.#watch.restart();
    }
    // Signals and a page's events are answered between steps.
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (step % checkpointEvery === 0 && batch < this.#stepsPerEpoch) await this.#checkpoint(false);
  }

  /** Nothing where the evaluation was interrupted: it is done again after the resume. */
  async #endEpoch(): Promise<EpochRecord | undefined> {
    const { step, epoch, lossSum, correct, images, seconds, bestAccuracy, averagedBatches, lossScaling } =
      this.#state;
    const { onRecord } = this.#options;
    const tested = await this.#evaluate();
    const ofAverage = await this.#trainStep.average?.during(() => this.#evaluate());
    await this.#agree();
    if (this.#isStopped) return undefined;
    const record: EpochRecord = {
      kind: 'epoch',
      step,
      epoch: epoch + 1,
      trainLoss: lossSum / images,
      trainAccuracy: correct / images,
      // Early running statistics can make test logits overflow, which JSON has no number for.
      ...(tested && Number.isFinite(tested.loss) && { testLoss: tested.loss }),
      ...(tested && { testAccuracy: tested.accuracy }),
      ...(ofAverage && Number.isFinite(ofAverage.loss) && { testLossEma: ofAverage.loss }),
      ...(ofAverage && { testAccuracyEma: ofAverage.accuracy }),
      learningRate: this.#learningRateAt(step - 1),
      imagesPerSecond: images / seconds,
      seconds,
    };
    const { isBest, state: monitored } = monitorEpoch(this.#recipe, monitoredIn(this.#state), record);
    const best = isAverageMonitored(this.#recipe) ? ofAverage : tested;
    this.#state = {
      ...freshState,
      step,
      epoch: epoch + 1,
      bestAccuracy: isBest ? (best?.accuracy ?? 0) : bestAccuracy,
      monitored,
      averagedBatches,
      ...(lossScaling !== undefined && { lossScaling }),
    };
    if (isBest && this.#options.restoreBest) await this.#keepBest();
    await onRecord?.(record);
    await this.#callbacks.call('onEpochEnd', epoch, epochLogs(record));
    await this.#checkpoint(isBest);
    return record;
  }

  /** Keeps the weights, or their average where the run goes by that. */
  async #keepBest(): Promise<void> {
    const keep = (): Promise<void> => this.#bestWeights.keep(this.#model);
    const { average } = this.#trainStep;
    if (average === undefined || !isAverageMonitored(this.#recipe)) await keep();
    else await average.during(keep);
  }

  /** Tests the model as it is now; nothing where there are no test images, or the run is to stop. */
  async #evaluate(): Promise<Evaluation | undefined> {
    const { signal, onEvaluate } = this.#options;
    const { test } = this.#data;
    if (test === undefined || this.#isStopped) return undefined;
    const own = await this.#evaluator.evaluate(test, {
      batchSize: Math.ceil(this.#recipe.batchSize / this.#recipe.accumulate),
      ...(signal && { signal }),
      ...(onEvaluate && { onBatch: onEvaluate }),
    });
    return this.#ranked === undefined ? own : await evaluationOfAll(this.#ranked.ranks, own);
  }

  async #checkpoint(best: boolean): Promise<void> {
    this.#savedStep = this.#state.step;
    const { onCheckpoint } = this.#options;
    if (onCheckpoint === undefined) return;
    const broken = await firstNonFiniteWeight(this.#model);
    if (broken !== undefined) {
      throw new NonFiniteLossError(
        `${broken} is no longer finite after step ${this.#state.step}: ${calmerTraining}`,
      );
    }
    const { optimizer, average } = this.#trainStep;
    const ema = average?.values();
    await onCheckpoint({ state: this.#state, velocities: optimizer.slots, ...(ema && { ema }), best });
    this.#watch.restart();
  }
}
