/** The fields of a recipe: what each takes, and what it is where a recipe leaves it out. */
import type { AutoAugment } from '../data/augment/autoAugment.js';
import type { ColorJitter } from '../data/augment/colorJitter.js';
import type { Erasing } from '../data/augment/erasing.js';
import { magnitudeBins } from '../data/augment/magnitudeBins.js';
import type { Rotation } from '../data/augment/pixelAugmentation.js';
import type { Augmentation } from './augmentation.js';
import { classWeights } from './classWeights.js';
import { distillation } from './distillation.js';
import {
  choice,
  type Field,
  flag,
  list,
  number,
  optional,
  sha256,
  text,
  whole,
  withDefault,
} from './fields/field.js';
import { type FieldsOf, kinds, record } from './fields/record.js';
import { monitoredNames } from './monitored.js';
import {
  type EmaSettings,
  type LossScale,
  largestLossScale,
  leastLossScale,
  lossScaleDefaults,
  type OptimizerSettings,
  optimizerDefaults,
  usualRate,
} from './optimizer.js';
import type { EarlyStopping, Origin, Recipe } from './recipe.js';
import type { Schedule } from './schedule.js';

const share = number({ from: 0, to: 1 });
const positive = number({ above: 0 });
const nonNegative = number({ from: 0 });
const beta = number({ from: 0, below: 1 });
const count = whole({ from: 1 });
const wholeFrom0 = whole({ from: 0 });

const schedule = kinds<Schedule>({
  constant: {},
  step: { everyEpochs: withDefault(positive, 30), factor: withDefault(positive, 0.1) },
  milestones: { at: withDefault(list(share), [0.5, 0.75]), factor: withDefault(positive, 0.1) },
  cosine: { floor: withDefault(share, 0) },
  'cosine-restarts': {
    firstEpochs: withDefault(number({ from: 0.01 }), 10),
    lengthen: withDefault(number({ from: 1 }), 1),
    decay: withDefault(number({ above: 0, to: 1 }), 1),
    floor: withDefault(share, 0),
  },
  'one-cycle': {
    rise: withDefault(share, 0.3),
    start: withDefault(share, 1 / 25),
    end: withDefault(share, 4e-6),
  },
  polynomial: { power: withDefault(positive, 1), floor: withDefault(share, 0) },
  plateau: {
    factor: withDefault(number({ above: 0, below: 1 }), 0.1),
    patience: withDefault(wholeFrom0, 10),
    threshold: withDefault(nonNegative, 1e-4),
    cooldown: withDefault(wholeFrom0, 0),
    floor: withDefault(share, 0),
  },
});

const augmentation = kinds<Augmentation>({
  none: {},
  'crop-flip': { padding: withDefault(wholeFrom0, 4), flip: withDefault(flag, true) },
  'resized-crop': {
    minArea: withDefault(share, 0.08),
    maxArea: withDefault(share, 1),
    minAspect: withDefault(positive, 3 / 4),
    maxAspect: withDefault(positive, 4 / 3),
    flip: withDefault(flag, true),
  },
});

const pixelInterpolation = choice(['nearest', 'bilinear']);

const rotation = record<Rotation>({
  degrees: number({ above: 0, to: 180 }),
  interpolation: withDefault(pixelInterpolation, 'bilinear'),
});

const autoAugment = kinds<AutoAugment>({
  randaugment: {
    ops: withDefault(count, 2),
    magnitude: withDefault(whole({ from: 0, to: magnitudeBins - 1 }), 9),
    interpolation: withDefault(pixelInterpolation, 'nearest'),
  },
  trivial: { interpolation: withDefault(pixelInterpolation, 'nearest') },
});

const colorJitter = record<ColorJitter>(
  {
    brightness: withDefault(nonNegative, 0),
    contrast: withDefault(nonNegative, 0),
    saturation: withDefault(nonNegative, 0),
    hue: withDefault(number({ from: 0, to: 0.5 }), 0),
  },
  (ranges) =>
    Object.values(ranges).some((range) => range > 0)
      ? undefined
      : 'changes nothing: give brightness, contrast, saturation or hue above 0, or leave colorJitter out',
);

const erasing = record<Erasing>(
  {
    probability: number({ above: 0, to: 1 }),
    minArea: withDefault(share, 0.02),
    maxArea: withDefault(share, 1 / 3),
    minAspect: withDefault(positive, 0.3),
    maxAspect: withDefault(positive, 1 / 0.3),
    fill: withDefault(choice(['mean', 'noise']), 'mean'),
  },
  ({ minArea, maxArea, minAspect, maxAspect }) => {
    if (minArea > maxArea) return 'minArea is above maxArea';
    return minAspect > maxAspect ? 'minAspect is above maxAspect' : undefined;
  },
);

const { adamw, rmsprop, lamb } = optimizerDefaults;
const moments = ({ beta1, beta2, epsilon }: typeof adamw): FieldsOf<typeof adamw> => ({
  beta1: withDefault(beta, beta1),
  beta2: withDefault(beta, beta2),
  epsilon: withDefault(positive, epsilon),
});

const optimizer = kinds<OptimizerSettings>({
  sgd: { momentum: optional(beta), nesterov: optional(flag) },
  adamw: moments(adamw),
  rmsprop: {
    alpha: withDefault(beta, rmsprop.alpha),
    epsilon: withDefault(positive, rmsprop.epsilon),
    momentum: withDefault(beta, rmsprop.momentum),
    lrInMomentum: withDefault(flag, rmsprop.lrInMomentum),
  },
  lamb: { ...moments(lamb), maxGradNorm: withDefault(positive, lamb.maxGradNorm) },
});

const lossScale = record<LossScale>({
  start: withDefault(number({ from: leastLossScale, to: largestLossScale }), lossScaleDefaults.start),
  growth: withDefault(number({ from: 1 }), lossScaleDefaults.growth),
  backoff: withDefault(number({ above: 0, below: 1 }), lossScaleDefaults.backoff),
  interval: withDefault(whole({ from: 1, to: 2 ** 24 }), lossScaleDefaults.interval),
});

const origin = record<Origin>({ source: text, sha256 });

/** In the order in which a parsed recipe has them. */
const fields: FieldsOf<Recipe> = {
  model: optional(text),
  imageSize: optional(count),
  from: optional(origin),
  freeze: optional(list(text)),
  dropPath: optional(beta),
  epochs: withDefault(count, 10),
  batchSize: withDefault(count, 64),
  accumulate: withDefault(count, 1),
  learningRate: withDefault(positive, usualRate(undefined)),
  lrHead: optional(positive),
  schedule: withDefault<Schedule>(schedule, { kind: 'cosine', floor: 0 }),
  warmupEpochs: withDefault(nonNegative, 0),
  optimizer: optional(optimizer),
  momentum: withDefault(beta, optimizerDefaults.sgd.momentum),
  nesterov: withDefault(flag, optimizerDefaults.sgd.nesterov),
  weightDecay: withDefault(nonNegative, 1e-4),
  clipNorm: optional(positive),
  clipValue: optional(positive),
  ema: optional(record<EmaSettings>({ decay: beta, warmup: withDefault(flag, true) })),
  precision: optional(choice(['float32', 'mixed'])),
  lossScale: optional(lossScale),
  labelSmoothing: withDefault(beta, 0),
  classWeights: optional(classWeights),
  teacher: optional(origin),
  distillation: optional(distillation),
  monitor: optional(choice(monitoredNames)),
  earlyStopping: optional(
    record<EarlyStopping>({
      patience: withDefault(wholeFrom0, 10),
      minDelta: withDefault(nonNegative, 0),
      startEpoch: withDefault(wholeFrom0, 0),
    }),
  ),
  sampling: optional(choice(['balanced'])),
  augmentation: withDefault<Augmentation>(augmentation, { kind: 'none' }),
  trainInterpolation: optional(choice(['nearest', 'bilinear', 'bicubic', 'random'])),
  rotation: optional(rotation),
  autoAugment: optional(autoAugment),
  colorJitter: optional(colorJitter),
  erasing: optional(erasing),
  mixup: optional(positive),
  cutmix: optional(positive),
  seed: withDefault(whole({ from: 0, to: 0xffffffff }), 1),
};

/** A recipe whose fields are right each for itself. */
export const recipeField: Field<Recipe> = record(fields);

/** By the names of a recipe's fields. */
export const recipeNames: Readonly<Record<keyof Recipe, unknown>> = fields;
