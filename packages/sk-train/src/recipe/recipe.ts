/** Everything that decides what a run learns, as one validated record that is saved beside the run. */
import type { AutoAugment } from '../data/augment/autoAugment.js';
import type { ColorJitter } from '../data/augment/colorJitter.js';
import type { Erasing } from '../data/augment/erasing.js';
import type { Rotation } from '../data/augment/pixelAugmentation.js';
import type { Sampling } from '../data/batchOrder.js';
import type { Augmentation } from './augmentation.js';
import type { ClassWeights } from './classWeights.js';
import type { Distillation } from './distillation.js';
import type { Monitored } from './monitored.js';
import type { EmaSettings, LossScale, OptimizerSettings } from './optimizer.js';
import type { Schedule } from './schedule.js';

/** The interpolation of random crops; 'random' is bilinear or bicubic, by image. */
export type TrainInterpolation = 'nearest' | 'bilinear' | 'bicubic' | 'random';

/** The values that products are made of: float32, or float16 with sums of float32 where the backend can. */
export type Precision = 'float32' | 'mixed';

/** Where the weights of a run began, or those of its teacher are. */
export interface Origin {
  /** A run, a model folder, a file of weights, a URL, owner/name on a hub or the name of a network, as it was given. */
  readonly source: string;
  /** The hexadecimal digest of its shapes and values: another model in that place is noticed. */
  readonly sha256: string;
}

/** Ends a run whose monitored figure becomes no better. */
export interface EarlyStopping {
  /** Epochs without a better one after which the run ends. */
  readonly patience: number;
  /** The least difference that makes a figure better. */
  readonly minDelta: number;
  /** Epochs that do not count. */
  readonly startEpoch: number;
}

export interface Recipe {
  /** Name of a registered model; the command's choice where a recipe names none. */
  readonly model?: string | undefined;
  /** Height and width of the model's input, in pixels, where they are not the model's own. */
  readonly imageSize?: number | undefined;
  /** Absent where the weights began at random; `fit` takes the weights that the model has. */
  readonly from?: Origin | undefined;
  /**
   * Names of the parts that keep their weights and statistics: names or globs as `freezeStages` takes them, or 'all' for
   * everything but the classifier.
   */
  readonly freeze?: readonly string[] | undefined;
  /**
   * The rate of drop path at the last residual unit, from 0 at the first one. The command puts it into the network; `fit` wants
   * a model that has it (`addDropPath` of sk-models).
   */
  readonly dropPath?: number | undefined;
  readonly epochs: number;
  /** Images in an optimiser step. */
  readonly batchSize: number;
  /** Parts that a batch is cut into so that it fits into memory; batch normalisation sees one part at a time. */
  readonly accumulate: number;
  readonly learningRate: number;
  /** Learning rate of the classifier, where it is not that of the other weights; both take the same course. */
  readonly lrHead?: number | undefined;
  readonly schedule: Schedule;
  readonly warmupEpochs: number;
  /** Absent for SGD with `momentum` and `nesterov`. */
  readonly optimizer?: OptimizerSettings | undefined;
  /** The momentum of SGD; absent where there is another `optimizer`. */
  readonly momentum?: number | undefined;
  /** Nesterov's form of the momentum; absent where `momentum` is. */
  readonly nesterov?: boolean | undefined;
  /** On kernels alone: a part of their gradients (L2), or of `adamw` and `lamb` a part of their steps. */
  readonly weightDecay: number;
  /** All gradients together are scaled down to this norm, where theirs is higher. */
  readonly clipNorm?: number | undefined;
  /** Each number of a gradient is kept within this distance of 0. */
  readonly clipValue?: number | undefined;
  /** The average of the weights is tested too, and chooses the best checkpoint unless `monitor` says another figure. */
  readonly ema?: EmaSettings | undefined;
  /** Mixed precision, with a scaled loss; absent for float32 everywhere. */
  readonly precision?: Precision | undefined;
  /** The scale of the loss; absent where `precision` is. */
  readonly lossScale?: LossScale | undefined;
  readonly labelSmoothing: number;
  /** How much the loss of an image counts, by its class; by default all count alike. */
  readonly classWeights?: ClassWeights | undefined;
  /** The weights whose answers are learned from; `fit` takes the teacher beside the recipe. */
  readonly teacher?: Origin | undefined;
  /** How much is learned from the teacher; absent without one. */
  readonly distillation?: Distillation | undefined;
  /** Decides which epoch is the best, early stopping and the plateau schedule; the test accuracy where it is absent, of the average with `ema`. */
  readonly monitor?: Monitored | undefined;
  readonly earlyStopping?: EarlyStopping | undefined;
  /** 'balanced' shows every class equally often in each epoch, where it is not each image once; the work of the dataset. */
  readonly sampling?: Sampling | undefined;
  /** This and what follows up to `erasing` is the work of the dataset: `fit` mixes batches alone. */
  readonly augmentation: Augmentation;
  /** The interpolation of random crops of photographs, where it is not the model's own. */
  readonly trainInterpolation?: TrainInterpolation | undefined;
  /** Turns images by up to so many degrees. */
  readonly rotation?: Rotation | undefined;
  /** RandAugment or TrivialAugment. */
  readonly autoAugment?: AutoAugment | undefined;
  /** Changes of brightness, contrast, saturation and hue. */
  readonly colorJitter?: ColorJitter | undefined;
  /** Paints over a box of some images. */
  readonly erasing?: Erasing | undefined;
  /** Mixes the images of each batch: alpha of the distribution of their shares. */
  readonly mixup?: number | undefined;
  /** Pastes boxes between the images of each batch; beside mixup each takes half of the batches. */
  readonly cutmix?: number | undefined;
  /** Decides the initial weights, the order of the images and their augmentation. */
  readonly seed: number;
}

/** One of several kinds as a person writes it: what is left out takes the default of its kind. */
type KindInput<T> = T extends { readonly kind: infer K }
  ? { readonly kind: K } & Partial<Omit<T, 'kind'>>
  : never;

/** A recipe as a person writes it: what is left out takes its default. */
export type RecipeInput = Partial<
  Omit<Recipe, 'schedule' | 'earlyStopping' | 'distillation' | 'lossScale'>
> & {
  readonly schedule?: KindInput<Schedule> | undefined;
  readonly earlyStopping?: Partial<EarlyStopping> | undefined;
  readonly distillation?: Partial<Distillation> | undefined;
  readonly lossScale?: Partial<LossScale> | undefined;
};
