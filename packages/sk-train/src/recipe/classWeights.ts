/** How much the loss of an image counts, by its class. */
import { didYouMean } from 'sk-core';
import type { Dataset } from 'sk-models';
import { longestTold } from './fields/faults.js';
import { type Field, number, shown } from './fields/field.js';
import { RecipeError } from './recipeError.js';

/**
 * A number above 0 for each class, in the order of the classes or by their names, where a class that is not named has 1;
 * or 'balanced', by the number of its images.
 */
export type ClassWeights = 'balanced' | readonly number[] | Readonly<Record<string, number>>;

const positive = number({ above: 0 });

/** Takes class weights whatever the classes are; {@link weightsOfClasses} compares them. */
export const classWeights: Field<ClassWeights> = (value, place, faults) => {
  if (value === 'balanced') return value;
  if (typeof value === 'object' && value !== null && Object.values(value).length > 0) {
    const before = faults.count;
    for (const [name, weight] of Object.entries(value)) {
      positive(weight, `${place}.${name.slice(0, longestTold)}`, faults);
    }
    return faults.count > before ? undefined : (value as ClassWeights);
  }
  faults.add(
    place,
    `wants 'balanced', or numbers above 0: a list in the order of the classes, or an object by their names, got ${shown(value)}`,
  );
  return undefined;
};

/** The facts about training images that their weights follow from. */
type WeighedClasses = Pick<Dataset, 'classNames' | 'labels'>;

/**
 * Returns the weight of each class. 'balanced' is scikit-learn's: all images over the classes times the images of this one,
 * of the classes that have images; the others have 1.
 *
 * @throws RecipeError for weights of other classes than the images have, and for 'balanced' where the dataset does not say
 * the class of each image
 */
export function weightsOfClasses(
  weights: ClassWeights,
  { classNames, labels }: WeighedClasses,
): readonly number[] {
  if (weights === 'balanced') return balanced(classNames.length, labels);
  const count = classNames.length;
  if (!Array.isArray(weights)) return byName(weights as Readonly<Record<string, number>>, classNames);
  if (weights.length === count) return weights;
  throw new RecipeError(
    `recipe: classWeights: wants a number for each of the ${count} classes, in their order, got ${weights.length}`,
  );
}

function balanced(classes: number, labels: WeighedClasses['labels']): readonly number[] {
  if (labels === undefined) {
    throw new RecipeError(
      "recipe: classWeights: 'balanced' counts the images of each class, and this dataset has no labels: give it labels, or a number for each class",
    );
  }
  const counts = countClasses(labels, classes);
  const present = counts.filter((images) => images > 0).length;
  return counts.map((images) => (images === 0 ? 1 : labels.length / (present * images)));
}

/** Returns the number of images of each class. */
export function countClasses(labels: ArrayLike<number>, classes: number): readonly number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of Array.from(labels)) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

function byName(weights: Readonly<Record<string, number>>, classNames: readonly string[]): readonly number[] {
  // The names of folders are composed.
  const given = new Map(Object.entries(weights).map(([name, weight]) => [name.normalize('NFC'), weight]));
  const known = new Set(classNames.map((name) => name.normalize('NFC')));
  const stranger = [...given.keys()].find((name) => !known.has(name));
  if (stranger === undefined) return classNames.map((name) => given.get(name.normalize('NFC')) ?? 1);
  throw new RecipeError(
    `recipe: classWeights: no class is called ${JSON.stringify(stranger.slice(0, 100))}${didYouMean(stranger.slice(0, 100), classNames)}`,
  );
}
