/** Warnings about a run: those that the data give before it, and those that its result gives. */
import { percent } from 'sk-io/command';
import type { EpochRecord } from 'sk-models';
import { batchesPerEpoch } from '../../data/batchOrder.js';
import type { BinaryFormat } from '../../node/data/binary/binaryFormat.js';
import { countClasses } from '../../recipe/classWeights.js';
import type { Recipe } from '../../recipe/recipe.js';

export interface RunFacts {
  readonly classNames: readonly string[];
  /** The class of each training image. */
  readonly labels: ArrayLike<number>;
  readonly batchSize: number;
  readonly epochs: number;
  readonly classWeights?: Recipe['classWeights'];
  readonly sampling?: Recipe['sampling'];
}

const fewSteps = 50;
/** The largest class may have so many times the images of the smallest. */
const unequal = 5;
/** Training accuracy may lie so far above test accuracy. */
const wideGap = 0.2;

/** Returns a sentence for each thing that makes good results unlikely. */
export function warningsBefore({
  classNames,
  labels,
  batchSize,
  epochs,
  classWeights,
  sampling,
}: RunFacts): string[] {
  const images = labels.length;
  const steps = epochs * batchesPerEpoch(images, batchSize);
  const counts = countClasses(labels, classNames.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const nameOf = (count: number): string => `"${classNames[counts.indexOf(count)]}"`;
  return [
    ...(classNames.length === 1
      ? [`"${classNames[0]}" is the only class: every answer is right; add a folder for another class`]
      : []),
    ...(most > unequal * least && classWeights === undefined && sampling === undefined
      ? [
          `the classes are of unequal size: ${nameOf(most)} has ${most} images, ${nameOf(least)} has ${least}; small classes are learnt badly: --class-weights balanced or --sampling balanced helps them`,
        ]
      : []),
    ...(classWeights === 'balanced' && sampling === 'balanced'
      ? [
          '--class-weights balanced and --sampling balanced: small classes are shown more often and count more, which is twice the correction: take one of the two',
        ]
      : []),
    ...(batchSize > images
      ? [`a batch of ${batchSize} is more than all ${images} images: each step takes all`]
      : []),
    ...(steps < fewSteps
      ? [`only ${steps} steps in all, where a network needs hundreds: raise --epochs or lower --batch-size`]
      : []),
  ];
}

/** Returns a warning where MNIST or its kin are mirrored, of which most hold digits or letters. */
export function mirrorWarnings(
  { name }: BinaryFormat,
  { augmentation }: Pick<Recipe, 'augmentation'>,
): string[] {
  if (name !== 'MNIST' || augmentation.kind !== 'crop-flip' || !augmentation.flip) return [];
  return [
    'half of the training images are mirrored, as digits and letters never are: --set augmentation.flip=false leaves them as they are',
  ];
}

/** Returns a sentence for each sign that the run has not learnt what it should, from the record of its last epoch. */
export function warningsAfter({ trainAccuracy, testAccuracy }: EpochRecord, classes: number): string[] {
  if (testAccuracy === undefined || classes < 2) return [];
  if (testAccuracy <= 1.2 / classes) {
    return [
      `a test accuracy of ${percent(testAccuracy)} is chance for ${classes} classes: train longer, lower --lr, or look whether the folders are right`,
    ];
  }
  if (trainAccuracy - testAccuracy <= wideGap) return [];
  return [
    `the training images are known (${percent(trainAccuracy)}) and the test images are not (${percent(testAccuracy)}): more images or stronger augmentation help`,
  ];
}
