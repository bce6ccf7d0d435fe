/** One optimiser step: forward, loss, backward and update over a batch, in one piece or in several. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  checkOptions,
  elementAt,
  OptionError,
  type OptionNames,
  pluginOf,
  type Ranks,
  withSyncedBatchNorms,
} from 'sk-core';
import { type Batch, type LossScaling, ModelError } from 'sk-models';
import { LossScaler } from '../optim/lossScaler.js';
import type { Optimizer } from '../optim/optimizer.js';
import type { AveragedWeights } from '../optim/weightAverage.js';
import { type UpdateSettings, WeightUpdate } from '../optim/weightUpdate.js';
import { checkSync } from '../ranks/checkSync.js';
import { GradientExchange, type RankPart } from '../ranks/gradientExchange.js';
import type { ClassWeights } from '../recipe/classWeights.js';
import { type Distillation, wholeDistillation } from '../recipe/distillation.js';
import type { LossScale } from '../recipe/optimizer.js';
import type { Precision } from '../recipe/recipe.js';
import { recipeNames } from '../recipe/recipeFields.js';
import {
  type BatchGradients,
  batchGradients,
  type GradientSettings,
  partsOf,
  type StepInputs,
} from './batchGradients.js';
import { CapturedGradients } from './capturedGradients.js';
import { checkBatch } from './checkBatch.js';
import { DeviceStep, isDevicePlugin } from './deviceStep.js';
import { type Teacher, teacherOf } from './distillation.js';
import { HostStep, type HostStepParts } from './hostStep.js';
import { type LogitsModel, logitsModel } from './logitsModel.js';
import { RunningAverages } from './runningAverages.js';
import type { Stepper, StepResult } from './stepper.js';

export interface TrainStepSettings extends UpdateSettings {
  readonly labelSmoothing: number;
  /** A number above 0 for each class, in their order; `fit` takes all other forms. */
  readonly classWeights?: ClassWeights | undefined;
  /** How much is learned from the teacher of the options; alpha 0.9, temperature 4. */
  readonly distillation?: Partial<Distillation> | undefined;
  /** Parts that a batch is cut into; their gradients add up to the batch's, and one part at a time is in memory. */
  readonly accumulate: number;
  /**
   * Batches that the running averages of batch norms have seen since their start: 0 for a new model, whose averages are
   * then corrected for their start. By default they are left alone, for they may have come with the weights.
   */
  readonly averagedBatches?: number | undefined;
  /** Steps that were taken before: random layers draw for the next one, and the optimiser counts on; 0. */
  readonly stepsTaken?: number;
  /** 'mixed' scales the loss; in what values are multiplied is the backend's affair. 'float32'. */
  readonly precision?: Precision | undefined;
  /** The scale of the loss in mixed precision; what is left out is as in PyTorch. */
  readonly lossScale?: Partial<LossScale> | undefined;
  /** The scale as the last of `stepsTaken` has left it; by default it begins anew. */
  readonly lossScaling?: LossScaling | undefined;
}

export interface TrainStepOptions {
  /** Answers for the images of each batch, as they are after mixing; its weights stay as they are, and it is the caller's. */
  readonly teacher?: LayersModel;
  /** Record a step and replay it, on backends whose plug-in can; true. */
  readonly capture?: boolean;
  /** Compare the bits of every so many replays with those of a step that is not recorded; never by default. */
  readonly checkCapture?: number;
  /**
   * The ranks that train together: each calls `run` with its part of the batch, and all change their weights by the mean
   * of their gradients. Results are those of the whole batch.
   */
  readonly ranks?: Ranks | undefined;
  /** Let batch norms see the whole batch, as PyTorch's SyncBatchNorm does; false lets each see the part of its rank. false. */
  readonly syncBatchNorm?: boolean | undefined;
}

const settingNames: Readonly<Record<keyof TrainStepSettings, unknown>> = {
  ...recipeNames,
  averagedBatches: true,
  stepsTaken: true,
  lossScaling: true,
};

const optionNames: OptionNames<TrainStepOptions> = {
  teacher: true,
  capture: true,
  checkCapture: true,
  ranks: true,
  syncBatchNorm: true,
};

/**
 * Trains the weights of a model that are trainable now, in place: after `unfreeze` make another. Holds the optimiser's
 * state; `dispose` frees it.
 */
export class TrainStep {
  readonly #update: WeightUpdate;
  readonly #view: LogitsModel;
  readonly #averages: RunningAverages;
  readonly #scaler: LossScaler | undefined;
  readonly #stepper: Stepper;
  readonly #exchange: GradientExchange | undefined;
  readonly #settings: GradientSettings;
  #stepsTaken: number;
  #refusedBatches = 0;

  /**
   * @param settings these alone, or a whole recipe
   * @throws ModelError for a model that is no classifier, for one with nothing to learn, and for a teacher that does not fit; OptionError for a setting
   * that no recipe has, for a `lossScale` without mixed precision, for a `checkCapture` that is no whole number from 1, for class weights that are no list of numbers above 0, and for a `stepsTaken` that is none from 0
   */
  constructor(model: LayersModel, settings: TrainStepSettings, options: TrainStepOptions = {}) {
    checkOptions('TrainStep: settings', settings, settingNames);
    checkOptions('TrainStep: options', options, optionNames);
    checkEvery(options.checkCapture);
    const view = logitsModel(model);
    if (view.model.trainableWeights.length === 0) {
      throw new ModelError(`"${model.name}" has no trainable weight: unfreeze(model), or a part of it`);
    }
    const { averagedBatches, stepsTaken = 0, classWeights } = settings;
    const weights = classWeights && checkedWeights(classWeights, view);
    if (!Number.isSafeInteger(stepsTaken) || stepsTaken < 0) {
      throw new OptionError(`TrainStep: stepsTaken wants a whole number from 0, got ${stepsTaken}`);
    }
    const teacher = checkedTeacher(model, settings.distillation, options.teacher);
    this.#view = view;
    this.#averages = new RunningAverages(view.model, averagedBatches);
    const { precision, lossScale, lossScaling } = settings;
    const isMixed = precision === 'mixed';
    if (lossScale !== undefined && !isMixed) {
      throw new OptionError("TrainStep: lossScale wants precision 'mixed'");
    }
    const skippedSteps = isMixed ? (lossScaling?.skippedSteps ?? 0) : 0;
    this.#update = new WeightUpdate(view.model, settings, stepsTaken - skippedSteps);
    this.#stepsTaken = stepsTaken;
    const { ranks } = options;
    if (ranks !== undefined && weights !== undefined && teacher !== undefined) {
      throw new OptionError('TrainStep: ranks, classWeights and a teacher: give two of the three');
    }
    if (options.syncBatchNorm) checkSync(view.model, ranks, settings);
    this.#exchange = ranks && new GradientExchange(ranks);
    const firstPart = this.#exchange?.firstPart(settings.accumulate) ?? 0;
    this.#settings = { ...settings, classWeights: weights, teacher, firstPart };
    this.#scaler = isMixed ? new LossScaler(lossScale, lossScaling) : undefined;
    this.#stepper = this.#makeStepper(options);
  }

  get optimizer(): Optimizer {
    return this.#update.optimizer;
  }

  /** Returns the settings that gradients follow from: class weights are numbers, and the teacher is as the steps ask it. */
  get settings(): GradientSettings {
    return this.#settings;
  }

  /** The average of the weights, where `ema` asks for it. */
  get average(): AveragedWeights | undefined {
    return this.#update.average;
  }

  /** Steps that may be under way together: calls of `run` that need not wait for the results of those before. */
  get stepsInFlight(): number {
    return this.#stepper.stepsInFlight;
  }

  /** Steps that were replays of a recorded one. */
  get replays(): number {
    return this.#stepper.replays;
  }

  /** Why steps are not recorded, where the backend could or `checkCapture` asks for it. */
  get refusal(): string | undefined {
    return this.#stepper.refusal;
  }

  /**
   * Steps so far that have changed nothing. One counts before its result is there: whoever begins steps ahead looks here
   * before each.
   */
  get failedSteps(): number {
    return this.#refusedBatches + this.#stepper.failedSteps;
  }

  /**
   * Changes the weights, the optimiser's state, the running statistics and the average of the weights, all or none: where the loss is not finite,
   * and where this throws, they stay as they are, and no tensor is held but what waits for a rank that does not answer. Steps are done in the order of the calls; those
   * that were under way behind one that failed change nothing either. A batch that is refused is no step.
   *
   * @throws DataError for images of another size than the model's, and for a label of no class; CaptureError where
   * `checkCapture` finds a difference
   */
  async run(batch: Batch, learningRate: number): Promise<StepResult> {
    this.#check(batch);
    const step = this.#stepsTaken;
    this.#stepsTaken++;
    return await this.#stepper.run(batch, learningRate, step);
  }

  /** Batches that the running averages have seen since their start, where they are corrected for it. */
  get averagedBatches(): number | undefined {
    return this.#averages.batches;
  }

  dispose(): void {
    this.#stepper.dispose();
    this.#update.dispose();
    this.#scaler?.dispose();
  }

  #check(batch: Batch): void {
    try {
      checkBatch(this.#view, batch);
    } catch (error) {
      this.#refusedBatches++;
      throw error;
    }
  }

  #makeStepper({ capture = true, checkCapture, ranks, syncBatchNorm }: TrainStepOptions): Stepper {
    const [view, averages, update, settings] = [this.#view, this.#averages, this.#update, this.#settings];
    const scaler = this.#scaler;
    const { weights } = update.optimizer;
    const statistics = view.model.nonTrainableWeights.map((weight) => weight.read() as tf.Variable);
    const ofPart = (inputs: StepInputs, share: number | tf.Tensor = 1): BatchGradients => {
      const scale = scaler?.scale();
      try {
        return batchGradients(view, weights, averages, settings, inputs, { share, scale });
      } finally {
        scale?.dispose();
      }
    };
    const synced = syncBatchNorm ? ranks : undefined;
    const gradients =
      synced === undefined
        ? ofPart
        : (inputs: StepInputs, share?: number) => withSyncedBatchNorms(synced, () => ofPart(inputs, share));
    const exchange = this.#exchange && {
      exchange: this.#exchange,
      partOf: (batch: Batch) => rankPart(batch, settings),
    };
    const host = (more: Pick<HostStepParts, 'refusal' | 'captured'> = {}): HostStep =>
      new HostStep({ update, averages, statistics, gradients, scaler, exchange, ...more });
    const { layers } = view.model;
    const signature = (): string =>
      [...layers, ...weights].map(({ trainable }) => (trainable ? 1 : 0)).join('');
    const plugin = pluginOf();
    const isDevice = isDevicePlugin(plugin);
    if (capture && isDevice && exchange !== undefined) {
      const why = 'ranks exchange their gradients on the host, so that checkCapture compares nothing';
      const captured = new CapturedGradients(plugin, { gradients: ofPart, signature });
      return host({ captured, refusal: checkCapture === undefined ? undefined : why });
    }
    if (!capture || !isDevice) {
      const why = capture ? `the backend ${tf.getBackend()} records nothing` : 'capture is false';
      return host({
        refusal: checkCapture === undefined ? undefined : `${why}, so that checkCapture compares nothing`,
      });
    }
    return new DeviceStep(plugin, {
      update,
      averages,
      gradients,
      scaler,
      accumulate: settings.accumulate,
      variables: [...update.variables, ...statistics, ...(scaler === undefined ? [] : [scaler.state])],
      first: host(),
      checkEvery: checkCapture ?? Number.POSITIVE_INFINITY,
      signature,
    });
  }
}

/** Returns the facts about a part of a batch that all ranks have to know. Its weight is the value of `lossDivisor` for it. */
function rankPart({ labels, mixing }: Batch, { classWeights, accumulate }: GradientSettings): RankPart {
  const images = labels.length;
  const weight =
    classWeights === undefined || mixing !== undefined
      ? images
      : labels.reduce((sum, label) => sum + elementAt(classWeights, label), 0);
  return { images, weight, pieces: partsOf(images, accumulate).length };
}

function checkedWeights(weights: ClassWeights, { classes, model }: LogitsModel): readonly number[] {
  if (Array.isArray(weights)) {
    if (weights.length === classes && weights.every((weight) => Number.isFinite(weight) && weight > 0)) {
      return weights;
    }
  }
  throw new OptionError(
    `TrainStep: classWeights wants a number above 0 for each of the ${classes} classes of "${model.name}", got ${JSON.stringify(weights)?.slice(0, 80)}: fit takes names and 'balanced'`,
  );
}

function checkedTeacher(
  student: LayersModel,
  distillation: TrainStepSettings['distillation'],
  teacher: LayersModel | undefined,
): Teacher | undefined {
  if (teacher !== undefined) return teacherOf(teacher, student, wholeDistillation(distillation));
  if (distillation === undefined) return undefined;
  throw new OptionError('TrainStep: distillation wants a teacher: give a model as options.teacher');
}

function checkEvery(replays: number | undefined): void {
  if (replays === undefined || (Number.isSafeInteger(replays) && replays >= 1)) return;
  throw new OptionError(`TrainStep: checkCapture wants a whole number from 1, got ${replays}`);
}
