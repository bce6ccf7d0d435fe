/** Everything that decides what a run learns, as one validated record that is saved beside the run. */
import { didYouMean } from 'sk-core';
import { z } from 'zod';
import type { AutoAugment } from '../data/augment/autoAugment.js';
import type { ColorJitter } from '../data/augment/colorJitter.js';
import type { Erasing } from '../data/augment/erasing.js';
import type { Rotation } from '../data/augment/pixelAugmentation.js';
import type { Sampling } from '../data/batchOrder.js';
import { type Augmentation, augmentation, pixelAugmentation } from './augmentationSchema.js';
import { type ClassWeights, classWeights } from './classWeights.js';
import { type Distillation, distillation } from './distillation.js';
import { type Monitored, monitoredNames } from './monitored.js';
import { type EmaSettings, type OptimizerSettings, optimizerDefaults, usualRate } from './optimizer.js';
import { RecipeError } from './recipeError.js';
import type { Schedule } from './schedule.js';

/** The interpolation of random crops; 'random' is bilinear or bicubic, by image. */
export type TrainInterpolation = 'nearest' | 'bilinear' | 'bicubic' | 'random';

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
  readonly labelSmoothing: number;
  /** How much the loss of an image counts, by its class; by default all count alike. */
  readonly classWeights?: ClassWeights | undefined;
  /** What the answers of a teacher are taken from; `fit` takes the teacher beside the recipe. */
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
export type RecipeInput = Partial<Omit<Recipe, 'schedule' | 'earlyStopping' | 'distillation'>> & {
  readonly schedule?: KindInput<Schedule> | undefined;
  readonly earlyStopping?: Partial<EarlyStopping> | undefined;
  readonly distillation?: Partial<Distillation> | undefined;
};

/** How many faults, and how many unknown names, a message tells. */
const most = 10;
/** The longest name that is compared with those of the fields. */
const longestName = 100;

const share = z.number().min(0).max(1);
const positive = z.number().positive();
const count = z.int().positive();

const schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  z.strictObject({
    kind: z.literal('step'),
    everyEpochs: positive.default(30),
    factor: positive.default(0.1),
  }),
  z.strictObject({
    kind: z.literal('milestones'),
    at: z.array(share).min(1).default([0.5, 0.75]),
    factor: positive.default(0.1),
  }),
  z.strictObject({ kind: z.literal('cosine'), floor: share.default(0) }),
  z.strictObject({
    kind: z.literal('cosine-restarts'),
    firstEpochs: z.number().min(0.01).default(10),
    lengthen: z.number().min(1).default(1),
    decay: z.number().positive().max(1).default(1),
    floor: share.default(0),
  }),
  z.strictObject({
    kind: z.literal('one-cycle'),
    rise: share.default(0.3),
    start: share.default(1 / 25),
    end: share.default(4e-6),
  }),
  z.strictObject({
    kind: z.literal('polynomial'),
    power: positive.default(1),
    floor: share.default(0),
  }),
  z.strictObject({
    kind: z.literal('plateau'),
    factor: z.number().positive().lt(1).default(0.1),
    patience: z.int().min(0).default(10),
    threshold: z.number().min(0).default(1e-4),
    cooldown: z.int().min(0).default(0),
    floor: share.default(0),
  }),
]);

const beta = z.number().min(0).lt(1);
const { adamw, rmsprop, lamb } = optimizerDefaults;
const moments = ({ beta1, beta2, epsilon }: typeof adamw) => ({
  beta1: beta.default(beta1),
  beta2: beta.default(beta2),
  epsilon: positive.default(epsilon),
});

const optimizer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd'), momentum: beta.optional(), nesterov: z.boolean().optional() }),
  z.strictObject({ kind: z.literal('adamw'), ...moments(adamw) }),
  z.strictObject({
    kind: z.literal('rmsprop'),
    alpha: beta.default(rmsprop.alpha),
    epsilon: positive.default(rmsprop.epsilon),
    momentum: beta.default(rmsprop.momentum),
    lrInMomentum: z.boolean().default(rmsprop.lrInMomentum),
  }),
  z.strictObject({
    kind: z.literal('lamb'),
    ...moments(lamb),
    maxGradNorm: positive.default(lamb.maxGradNorm),
  }),
]);

const origin = z.strictObject({ source: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

const recipe = z.strictObject({
  model: z.string().min(1).optional(),
  imageSize: count.optional(),
  from: origin.optional(),
  freeze: z.array(z.string().min(1)).min(1).optional(),
  dropPath: z.number().min(0).lt(1).optional(),
  epochs: count.default(10),
  batchSize: count.default(64),
  accumulate: count.default(1),
  learningRate: positive.default(usualRate(undefined)),
  lrHead: positive.optional(),
  schedule: schedule.default({ kind: 'cosine', floor: 0 }),
  warmupEpochs: z.number().min(0).default(0),
  optimizer: optimizer.optional(),
  momentum: beta.default(optimizerDefaults.sgd.momentum),
  nesterov: z.boolean().default(optimizerDefaults.sgd.nesterov),
  weightDecay: z.number().min(0).default(1e-4),
  clipNorm: positive.optional(),
  clipValue: positive.optional(),
  ema: z.strictObject({ decay: beta, warmup: z.boolean().default(true) }).optional(),
  labelSmoothing: z.number().min(0).lt(1).default(0),
  classWeights: classWeights.optional(),
  teacher: origin.optional(),
  distillation: distillation.optional(),
  monitor: z.enum(monitoredNames).optional(),
  earlyStopping: z
    .strictObject({
      patience: z.int().min(0).default(10),
      minDelta: z.number().min(0).default(0),
      startEpoch: z.int().min(0).default(0),
    })
    .optional(),
  sampling: z.enum(['balanced']).optional(),
  augmentation: augmentation.default({ kind: 'none' }),
  trainInterpolation: z.enum(['nearest', 'bilinear', 'bicubic', 'random']).optional(),
  ...pixelAugmentation,
  mixup: positive.optional(),
  cutmix: positive.optional(),
  seed: z.int().min(0).max(0xffffffff).default(1),
});

/** By the names of a recipe's fields. */
export const recipeNames: Readonly<Record<keyof Recipe, unknown>> = recipe.shape;

/**
 * Checks a recipe and fills in what it leaves out.
 * @param input usually a {@link RecipeInput}, or JSON that should be one
 * @throws RecipeError naming each field that is unknown or out of range
 */
export function parseRecipe(input: unknown): Recipe {
  const result = recipe.safeParse(input);
  if (result.success) return ofOneOptimizer(result.data, input as Readonly<Record<string, unknown>>);
  const { issues } = result.error;
  const more = issues.length > most ? `; and ${issues.length - most} more` : '';
  throw new RecipeError(`recipe: ${issues.slice(0, most).map(faultOf).join('; ')}${more}`);
}

function faultOf(issue: z.core.$ZodIssue): string {
  const { path, message } = issue;
  const place = path.length === 0 ? '' : `${path.join('.')}: `;
  if (issue.code !== 'unrecognized_keys') return `${place}${message}`;
  const { keys } = issue;
  const names = keys.slice(0, most).map((name) => name.slice(0, longestName));
  const hints = path.length > 0 ? [] : names.map((name) => didYouMean(name, Object.keys(recipeNames)));
  const rest = keys.length > most ? ` and ${keys.length - most} more` : '';
  const title = keys.length === 1 ? 'Unrecognized key' : 'Unrecognized keys';
  return `${place}${title}: ${names.map((name) => JSON.stringify(name)).join(', ')}${rest}${hints.join('')}`;
}

/** Leaves out what the optimiser of a recipe does not read. @throws RecipeError where that was given */
function ofOneOptimizer(parsed: z.infer<typeof recipe>, input: Readonly<Record<string, unknown>>): Recipe {
  if (parsed.clipNorm !== undefined && parsed.clipValue !== undefined) {
    throw new RecipeError('recipe: clipNorm and clipValue: both limit the gradients, give one of the two');
  }
  const { optimizer: chosen, ...ofSgd } = parsed;
  if (chosen === undefined) return ofSgd;
  const given = (['momentum', 'nesterov'] as const).filter((field) => input[field] !== undefined);
  if (chosen.kind === 'sgd') {
    const { kind: _, ...settings } = chosen;
    const twice = given.filter((field) => settings[field] !== undefined);
    if (twice.length === 0) return { ...ofSgd, ...settings };
    throw new RecipeError(`recipe: ${twice.join(' and ')}: given twice, leave out optimizer.${twice[0]}`);
  }
  if (given.length > 0) {
    const fields = Object.keys(optimizerDefaults[chosen.kind]).join(', ');
    throw new RecipeError(
      `recipe: ${given.join(' and ')}: of optimizer sgd, and this one is ${chosen.kind}, whose optimizer has ${fields}: leave out what is beside it`,
    );
  }
  const { momentum: _, nesterov: __, ...rest } = parsed;
  return { ...rest, learningRate: (input['learningRate'] as number | undefined) ?? usualRate(chosen) };
}

/**
 * What keeps a run from going on under another recipe: the names of the fields that changed and matter. More epochs
 * are a change that does not matter where the learning rate does not depend on their number.
 */
export function changedFields(before: Recipe, after: Recipe): string[] {
  const fields = Object.keys(recipe.shape) as (keyof Recipe)[];
  return fields.filter((field) => {
    if (JSON.stringify(before[field]) === JSON.stringify(after[field])) return false;
    return !(field === 'epochs' && isOpenEnded(before.schedule));
  });
}

/** Tells whether the learning rate of a schedule does not depend on the number of epochs, so that a run may be extended. */
export const isOpenEnded = ({ kind }: Schedule): boolean =>
  ['constant', 'step', 'cosine-restarts', 'plateau'].includes(kind);
