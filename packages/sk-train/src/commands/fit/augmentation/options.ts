/** The options of `sk-train fit` that change training images beside the crop, and the fields of a recipe that they set. */
import { UsageError } from 'sk-io/command';
import { parseRecipe } from '../../../recipe/parseRecipe.js';
import type { Recipe, RecipeInput, TrainInterpolation } from '../../../recipe/recipe.js';

export interface AugmentationOptions {
  readonly mixup?: number;
  readonly cutmix?: number;
  readonly erasing?: number;
  readonly randAugment?: Pair;
  readonly trivialAugment?: boolean;
  readonly colorJitter?: number;
  readonly rotation?: number;
  readonly trainInterpolation?: TrainInterpolation;
}

/** The operations for an image, and their magnitude. */
export type Pair = readonly [ops: number, magnitude: number];

/**
 * Returns the fields of the recipe that were given as options; what is set to 0 is undefined, so that the recipe's own
 * is not taken.
 * @throws UsageError for two policies
 */
export function augmentationFields(options: AugmentationOptions): RecipeInput {
  const { mixup, cutmix, erasing, randAugment, trivialAugment, colorJitter, rotation } = options;
  const { trainInterpolation } = options;
  if (randAugment !== undefined && trivialAugment) {
    throw new UsageError(
      '--rand-augment and --trivial-augment: an image goes through one of them: leave one out',
    );
  }
  const autoAugment = trivialAugment
    ? { kind: 'trivial' }
    : randAugment && { kind: 'randaugment', ops: randAugment[0], magnitude: randAugment[1] };
  return {
    ...(mixup !== undefined && { mixup: mixup || undefined }),
    ...(cutmix !== undefined && { cutmix: cutmix || undefined }),
    ...(erasing !== undefined && completed('erasing', erasing > 0 && { probability: erasing })),
    ...(autoAugment !== undefined && completed('autoAugment', autoAugment)),
    ...(colorJitter !== undefined && completed('colorJitter', colorJitter > 0 && jitterOf(colorJitter))),
    ...(rotation !== undefined && completed('rotation', rotation > 0 && { degrees: rotation })),
    ...(trainInterpolation !== undefined && { trainInterpolation }),
  };
}

const jitterOf = (range: number) => ({ brightness: range, contrast: range, saturation: range });

/** Returns a field with the defaults of what it leaves out; undefined for `false`. */
function completed(
  field: 'erasing' | 'autoAugment' | 'colorJitter' | 'rotation',
  given: unknown,
): RecipeInput {
  const recipe: Recipe = parseRecipe(given === false ? {} : { [field]: given });
  return { [field]: recipe[field] };
}
