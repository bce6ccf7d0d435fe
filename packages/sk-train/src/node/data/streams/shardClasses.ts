/** The classes of shards, out of what their indices say. */
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';
import { classIndices, className } from 'sk-io/node';
import { unnamedClasses } from '../classes/unnamedClasses.js';
import type { ShardTotals } from './shardTotals.js';

/** Classes with their names, and the index of each that a shard names or counts. */
export interface ShardClasses {
  readonly classNames: readonly string[];
  /** The index of a shard's first class: 1 where they are counted from 1, as in ImageNet's TFRecord files. */
  readonly first: number;
}

/**
 * Tells whether the classes of TFRecord files may be counted from 0 as well as from 1: neither 0 nor the number of a
 * model's classes is among them.
 */
export function isUndecided(
  { classes, isTfrecord }: ShardTotals,
  names: readonly string[] | undefined,
): boolean {
  const labels = [...classes.keys()];
  return (
    isTfrecord &&
    names !== undefined &&
    labels.length > 0 &&
    labels.every((label) => typeof label === 'number' && label > 0 && label < names.length)
  );
}

/**
 * Finds the classes of shards.
 * @param names Those that a file beside the shards, or a model, gives them.
 * @param counted The index of the first class in the training images, where these are of another split: it may lack a class.
 * @throws DataError where indices and names are mixed, and for a class that has no name
 */
export function classesOf(
  source: string,
  { classes, isTfrecord }: ShardTotals,
  names: readonly string[] | undefined,
  counted?: number,
): ShardClasses {
  const found = [...classes.keys()];
  const texts = found.filter((label) => typeof label === 'string');
  const numbers = found.filter((label) => typeof label === 'number');
  if (texts.length > 0 && numbers.length > 0) {
    throw new DataError(
      `${source}: some samples name their class ("${texts[0]}") and others count it (${numbers[0]}): wants one of the two`,
    );
  }
  if (numbers.length === 0) return { classNames: named(source, texts, names), first: 0 };
  const least = numbers.reduce((a, b) => Math.min(a, b), Infinity);
  const most = numbers.reduce((a, b) => Math.max(a, b), 0);
  const isFromOne = isTfrecord && least > 0 && (names === undefined ? least === 1 : names.length === most);
  const first = counted ?? (isFromOne ? 1 : 0);
  if (least < first)
    throw new DataError(`${source}: a sample has class ${least}, and classes are counted from ${first}`);
  const classNames = names ?? unnamedClasses(source, most - first + 1);
  if (most - first < classNames.length) return { classNames, first };
  throw new DataError(
    `${source}: a sample has class ${most}, and there are names for ${classNames.length} classes`,
  );
}

function named(
  source: string,
  texts: readonly string[],
  names: readonly string[] | undefined,
): readonly string[] {
  const found = [...new Set(texts.map(className))].sort();
  if (names === undefined) return found;
  const indexOf = classIndices(names);
  const stranger = found.find((name) => indexOf(name) === undefined);
  if (stranger === undefined) return names;
  throw new DataError(`${source}: class "${stranger}" is not among the ${names.length} that are known`);
}

/** Returns a function that finds the index of the class that a sample names or counts. */
export function classIndex({ classNames, first }: ShardClasses): (label: number | string) => number {
  const indexOf = classIndices(classNames);
  return (label) => {
    const index = typeof label === 'number' ? label - first : indexOf(label);
    if (index !== undefined && index >= 0 && index < classNames.length) return index;
    throw new DataError(`a sample has class ${label}, which the index of its shard does not list`);
  };
}

/** Returns the number of samples of each class. */
export function countSamples({ classes: labels }: ShardTotals, classes: ShardClasses): readonly number[] {
  const indexOf = classIndex(classes);
  const counts = classes.classNames.map(() => 0);
  for (const [label, count] of labels) {
    const index = indexOf(label);
    counts[index] = elementAt(counts, index) + count;
  }
  return counts;
}
