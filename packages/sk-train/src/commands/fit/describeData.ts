/** The lines that `fit` prints about its images before it trains. */
import { basename } from 'node:path';
import { firstNames, isListName } from 'sk-io/node';
import type { BinaryFile } from '../../node/data/binary/binaryFormat.js';
import type { FoundImages } from '../../node/data/findData.js';
import type { ImageFiles } from '../../node/data/imageFolder.js';

/** Classes that are named; the rest are counted. */
const mostClasses = 10;

export interface UsedImages {
  readonly train: ImageFiles;
  readonly val: ImageFiles | undefined;
  /** The share of the training images that is kept for validation, or 0. */
  readonly share: number;
}

/** Returns a line of classes, one of images for each split, and one for each folder in which something is skipped. */
export function describeImages(found: FoundImages, used: UsedImages): readonly string[] {
  const { classNames } = used.train;
  return [describeClasses(classNames), `images: ${describeSplits(found, used)}`, ...found.notes];
}

/** Returns the same lines about the files of a data set in binary form. */
export function describeBinary(
  classNames: readonly string[],
  files: readonly BinaryFile[],
): readonly string[] {
  const count = (split: BinaryFile['split']): number =>
    files.filter((file) => file.split === split).reduce((sum, { images }) => sum + images, 0);
  return [
    describeClasses(classNames),
    `images: ${count('train')} for training, ${count('test')} for testing, which also choose the best checkpoint`,
  ];
}

const describeClasses = (names: readonly string[]): string =>
  `${names.length} ${names.length === 1 ? 'class' : 'classes'}: ${firstNames(names, mostClasses)}`;

function describeSplits({ paths, test }: FoundImages, { train, val, share }: UsedImages): string {
  const training = `${train.paths.length} for training`;
  const testing = test && `${test.paths.length} for testing (${placeName(paths.test)}`;
  if (val === undefined) {
    return testing === undefined
      ? `${training}, none for validation (--val-split keeps some)`
      : `${training}, ${testing}; they also choose the best checkpoint, since there are none for validation)`;
  }
  const origin = share === 0 ? placeName(paths.val) : `--val-split ${share} of each class`;
  const validation =
    val.paths.length === 0
      ? `none for validation: the classes are too small for --val-split ${share}`
      : `${val.paths.length} for validation (${origin}), which choose the best checkpoint`;
  return [training, validation, ...(testing === undefined ? [] : [`${testing}, left to eval)`])].join(', ');
}

/** Returns the name of a folder or a list. */
function placeName(path = ''): string {
  const name = basename(path);
  return isListName(name) ? name : `${name}/`;
}
