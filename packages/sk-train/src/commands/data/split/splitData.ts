/** `sk-train data split`: lists that share out the images of a folder, each class for itself. */
import { relative, resolve, sep } from 'node:path';
import { elementAt } from 'sk-core';
import { printJson, printResult, UsageError } from 'sk-io/command';
import { classNamesFile, type SplitName, writeFolder } from 'sk-io/node';
import { namesIn } from '../../../node/data/dataFiles.js';
import { type FoundImages, findImages } from '../../../node/data/findData.js';
import type { ImageFiles } from '../../../node/data/imageFolder.js';
import { splitByClass } from '../../../node/data/valSplit.js';
import { namesText } from '../../parts/data/namesText.js';
import { refuseShards } from '../../parts/shards/refuseShards.js';

interface SplitOptions {
  readonly out: string;
  readonly testSplit?: number;
  readonly valSplit?: number;
  readonly seed?: number;
  readonly json?: boolean;
}

const usualShare = 0.2;

/** Writes a list for each split. @throws UsageError for data that are split already, and for shares that leave nothing */
export async function splitData(source: string, options: SplitOptions): Promise<void> {
  const { out, testSplit = usualShare, valSplit = 0, seed = 1, json } = options;
  if (testSplit + valSplit > 0.9) {
    throw new UsageError(
      `--test-split ${testSplit} and --val-split ${valSplit}: leave too little to learn from: wants at most 0.9 together`,
    );
  }
  await refuseShards(source, 'split');
  const found = await findImages(source);
  if (found.val !== undefined || found.test !== undefined) {
    throw new UsageError(`${source}: is split already (${Object.keys(found.paths).join(', ')})`);
  }
  const parts = share(found, testSplit, valSplit, seed);
  const { classNames } = found.train;
  // A list reads digits as an index: classes that are called so are given by their indices, and named beside the lists.
  const isCounted = classNames.some((name) => /^\d+$/.test(name));
  const labelOf = (label: number): string | number => (isCounted ? label : elementAt(classNames, label));
  const lists = Object.entries(parts).map(
    ([split, files]) => [`${split}.jsonl`, listText(files, out, labelOf)] as const,
  );
  await writeFolder(out, isCounted ? [[classNamesFile, namesText(classNames)], ...lists] : lists);
  const counts = Object.entries(parts).map(([split, { paths }]) => [split, paths.length] as const);
  if (json) printJson({ out, classes: classNames.length, images: Object.fromEntries(counts) });
  else printResult(`${out}: ${counts.map(([split, count]) => `${count} for ${split}`).join(', ')}`);
}

/** Keeps images for testing first, and then of all images again a share for validation. */
function share(
  { folder, train: files }: FoundImages,
  testSplit: number,
  valSplit: number,
  seed: number,
): { readonly [split in SplitName]?: ImageFiles } {
  const nameOf = namesIn(folder);
  const { train: rest, val: test } = splitByClass(files, testSplit, seed, nameOf);
  const { train, val } = splitByClass(rest, valSplit / (1 - testSplit), seed, nameOf);
  return {
    train,
    ...(valSplit > 0 && { val }),
    ...(testSplit > 0 && { test }),
  };
}

/** Paths begin at the list's own folder, so that lists and images may move together. */
function listText(
  { paths, labels }: ImageFiles,
  out: string,
  labelOf: (label: number) => string | number,
): string {
  const lines = paths.map((path, i) => {
    const file = relative(resolve(out), resolve(path)).split(sep).join('/');
    return JSON.stringify({ file, label: labelOf(elementAt(labels, i)) });
  });
  return `${lines.join('\n')}\n`;
}
