/** The paper's training settings as data (its section 4.1 and supplement D), and one for a laptop. */
import type { RecipeInput } from './recipe.js';

/** Section 4.1: the large models. 8 GPUs there; synchronous, so one machine computes the same steps. */
const imagenet = {
  epochs: 100,
  batchSize: 256,
  learningRate: 0.1,
  schedule: { kind: 'step', everyEpochs: 30, factor: 0.1 },
  momentum: 0.9,
  weightDecay: 1e-4,
  // The paper names the method and not the amount: 0.1 is that of the work it cites.
  labelSmoothing: 0.1,
  augmentation: {
    kind: 'resized-crop',
    minArea: 0.08,
    maxArea: 1,
    minAspect: 3 / 4,
    maxAspect: 4 / 3,
    flip: true,
  },
} as const satisfies RecipeInput;

/** Supplement D. */
const cifar = {
  epochs: 300,
  batchSize: 128,
  learningRate: 0.1,
  schedule: { kind: 'milestones', at: [0.5, 0.75], factor: 0.1 },
  momentum: 0.9,
  weightDecay: 5e-4,
  augmentation: { kind: 'crop-flip', padding: 4, flip: true },
} as const satisfies RecipeInput;

/** Recipes by name. */
export const recipes: Readonly<Record<string, RecipeInput>> = {
  cifar,
  cifar100: { ...cifar, learningRate: 0.05 },
  imagenet,
  // "Slightly less aggressive scale augmentation", section 4.1; the amount is that of the ShuffleNet networks.
  'imagenet-light': {
    ...imagenet,
    weightDecay: 4e-5,
    augmentation: { ...imagenet.augmentation, minArea: 0.25 },
  },
  /** Minutes on a laptop's processor: a rate that rises and falls once, over few epochs. */
  slim: {
    epochs: 5,
    batchSize: 64,
    learningRate: 0.1,
    schedule: { kind: 'cosine', floor: 0 },
    warmupEpochs: 0.2,
    momentum: 0.9,
    nesterov: true,
    weightDecay: 5e-4,
    augmentation: { kind: 'crop-flip', padding: 4, flip: true },
  },
};
