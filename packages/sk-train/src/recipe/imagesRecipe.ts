/** A recipe for images that nobody has written one for: a pure function of their number, sizes and classes. */
import { registry } from 'sk-models';
import type { Augmentation } from './augmentation.js';
import { usualRate } from './optimizer.js';
import type { RecipeInput } from './recipe.js';
import { recipes } from './recipes.js';
import { ratesForTuning, type TrainedNetwork } from './tuningRates.js';
import { withGiven } from './withGiven.js';

/** The facts about images that decide their recipe. */
export interface ImageFacts {
  /** Images to train on. */
  readonly images: number;
  readonly classes: number;
  /** The median of the images' shorter sides, in pixels. */
  readonly shortSide: number;
}

export interface ImagesRecipe {
  readonly recipe: RecipeInput;
  /** A clause for each choice that was made. */
  readonly reasons: readonly string[];
}

/** A named recipe with the ranges in which its batch, rate and epochs may be chosen. */
interface Base {
  readonly model?: string | undefined;
  readonly recipe: RecipeInput;
  readonly imageSize?: number;
  readonly augmentation?: Augmentation;
  readonly batches: Range;
  /** The learning rate belongs to this batch; that of others is in proportion. */
  readonly rateAt: { readonly batchSize: number; readonly learningRate: number };
  /** No batch has a higher one. */
  readonly highestRate: number;
  readonly epochs: Range;
}

type Range = readonly [least: number, most: number];

/** The least number and size of photographs from which a large network learns with random initial weights. */
const manyPhotographs = { images: 20_000, shortSide: 160 } as const;
/** Images of up to this many pixels a side are small: they stay in memory, and networks that read them are for small images. */
export const smallSide = 64;
/** Images that a small network has to see from random weights, each as often as it comes. */
const imagesToSee = (classes: number): number => 4000 + 450 * classes;
/** A power of two near the square root: a small set needs many steps, a large one full batches. */
const batchFor = (images: number): number => 2 ** Math.floor(Math.log2(Math.sqrt(images)));

/**
 * Returns the recipe for images.
 * @param given Fields that are chosen already: the others follow from them too, as the learning rate from the batch.
 * @param trained The network that the run begins with, where its weights are not random.
 */
export function recipeForImages(
  facts: ImageFacts,
  given: RecipeInput = {},
  trained?: TrainedNetwork,
): ImagesRecipe {
  const { images, classes } = facts;
  const base = baseFor(facts, given, trained);
  const batchSize = given.batchSize ?? within(base.batches, batchFor(images));
  const steps = Math.ceil(images / batchSize);
  const epochs = given.epochs ?? within(base.epochs, Math.ceil(imagesToSee(classes) / images));
  const { optimizer = { kind: 'sgd' } } = given;
  const isSgd = optimizer.kind === 'sgd';
  const learningRate = given.learningRate ?? (isSgd ? rateFor(batchSize, base) : usualRate(optimizer));
  const chosen: RecipeInput = {
    ...(base.model !== undefined && { model: base.model }),
    ...(base.imageSize !== undefined && { imageSize: base.imageSize }),
    batchSize,
    epochs,
    learningRate,
    warmupEpochs: epochs / 10,
  };
  const reasons: Partial<Record<keyof RecipeInput, string>> = {
    ...(trained === undefined && {
      model: `${base.model} for ${images} images of ${facts.shortSide} pixels`,
    }),
    ...(base.imageSize !== undefined && { imageSize: `read at ${base.imageSize} x ${base.imageSize}` }),
    batchSize: `batches of ${batchSize}, so that an epoch has ${steps} steps`,
    epochs: `${epochs} epochs, so that ${epochs * images} images are seen`,
    learningRate: `learning rate ${learningRate}, ${isSgd ? 'in proportion to the batch' : `as is usual for ${optimizer.kind}`}`,
  };
  const augmentation = base.augmentation !== undefined && { augmentation: base.augmentation };
  const recipe: RecipeInput = withGiven({ ...base.recipe, ...augmentation }, { ...chosen, ...given });
  const rates = trained === undefined ? undefined : ratesForTuning(recipe, given, trained);
  return {
    recipe: { ...recipe, ...rates?.recipe },
    reasons: Object.entries({ ...reasons, ...(rates && { learningRate: rates.reason }) })
      .filter(([field]) => !Object.hasOwn(given, field))
      .map(([, reason]) => reason),
  };
}

function baseFor(facts: ImageFacts, given: RecipeInput, trained: TrainedNetwork | undefined): Base {
  if (trained !== undefined) return forTuning(given, trained);
  return isLarge(facts, given.model) ? forPhotographs(given.model) : forSmallImages(facts, given);
}

function isLarge({ images, shortSide }: ImageFacts, model: string | undefined): boolean {
  if (model === undefined) return images >= manyPhotographs.images && shortSide >= manyPhotographs.shortSide;
  const [height = 0, width = 0] = registry.get(model)?.defaults.inputShape ?? [];
  return Math.max(height, width) > smallSide;
}

function forPhotographs(model = 'sknet50'): Base {
  const { batchSize = 256, learningRate = 0.1, epochs = 100, ...recipe } = recipes['imagenet'] ?? {};
  return {
    model,
    recipe,
    batches: [8, batchSize],
    rateAt: { batchSize, learningRate },
    highestRate: Infinity,
    epochs: [epochs, epochs],
  };
}

/** One fall of the rate over few epochs, on images of the size that the network reads. */
function forTuning({ imageSize }: RecipeInput, { model, side }: TrainedNetwork): Base {
  const read = imageSize ?? side;
  const { imageSize: _, ...small } = forSmallImages({ shortSide: read }, { imageSize: read });
  if (read <= smallSide) return { ...small, model };
  const { batchSize = 256, learningRate = 0.1, weightDecay = 1e-4 } = recipes['imagenet'] ?? {};
  return {
    ...small,
    model,
    recipe: { ...small.recipe, weightDecay },
    augmentation: {
      ...{ kind: 'resized-crop', minArea: 0.25, maxArea: 1, minAspect: 3 / 4, maxAspect: 4 / 3 },
      flip: false,
    },
    rateAt: { batchSize, learningRate },
  };
}

function forSmallImages(
  { shortSide }: Pick<ImageFacts, 'shortSide'>,
  { model, imageSize }: RecipeInput,
): Base {
  const { batchSize: largestBatch = 64, learningRate: highestRate = 0.1, ...recipe } = recipes['slim'] ?? {};
  const side = imageSize ?? within([16, 32], 8 * Math.round(shortSide / 8));
  return {
    model: model ?? 'sknet_slim',
    recipe,
    imageSize: side,
    // A class may be the mirror image of another.
    augmentation: { kind: 'crop-flip', padding: Math.round(side / 16), flip: false },
    batches: [8, largestBatch],
    // Half of the recipe's own rate at a quarter of its batch.
    rateAt: { batchSize: largestBatch / 4, learningRate: highestRate / 2 },
    highestRate,
    epochs: [5, 60],
  };
}

const rateFor = (batchSize: number, { rateAt, highestRate }: Base): number =>
  Math.min(highestRate, (rateAt.learningRate * batchSize) / rateAt.batchSize);

const within = ([least, most]: Range, value: number): number => Math.min(most, Math.max(least, value));
