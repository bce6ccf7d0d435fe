/** `sk-train data inspect`: what data hold, without training on them. */
import { elementAt } from 'sk-core';
import { aligned, oneLine, printJson, printResult } from 'sk-io/command';
import { type ImageSize, readImageSize, type SplitName } from 'sk-io/node';
import { binaryFormatOf } from '../../../node/data/binary/binaryFiles.js';
import type { BinaryFormat, BinarySplit } from '../../../node/data/binary/binaryFormat.js';
import { findImages } from '../../../node/data/findData.js';
import type { ImageFiles } from '../../../node/data/imageFolder.js';
import { isShards, type ShardSet } from '../../../node/data/streams/findShards.js';
import { countSamples } from '../../../node/data/streams/shardClasses.js';
import { shardImageSizes } from '../../../node/data/streams/shardFacts.js';
import { countClasses } from '../../../recipe/classWeights.js';
import { openShardData } from '../../parts/shards/openShardData.js';
import { repeatedKeys } from './repeatedKeys.js';

/** The content of a split. */
interface SplitFindings {
  readonly images: number;
  readonly shards?: number;
  readonly bytes?: number;
  /** Images of each class. */
  readonly classes: Readonly<Record<string, number>>;
  /** The shorter sides of some images. */
  readonly shortSides?: readonly [least: number, median: number, most: number];
  /** Members or files that are left out, with the number of each kind. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Some of them. */
  readonly examples: readonly string[];
}

const kinds = { CIFAR: 'cifar', MNIST: 'mnist' } as const;

interface Findings {
  readonly source: string;
  readonly kind: 'images' | 'shards' | 'cifar' | 'mnist';
  readonly classNames: readonly string[];
  readonly splits: { readonly [split in SplitName]?: SplitFindings };
  /** Sentences about what is skipped in folders and lists. */
  readonly notes: readonly string[];
}

/** Prints what a source holds. */
export async function inspectData(source: string, { json }: { readonly json?: boolean }): Promise<void> {
  const findings = await look(source);
  if (json) printJson(findings);
  else printResult(describe(findings));
}

async function look(source: string): Promise<Findings> {
  const format = binaryFormatOf(source);
  if (format !== undefined) return await lookAtBinary(format, source);
  if (await isShards(source)) {
    const { splits } = await openShardData(source);
    const found: { [split in SplitName]?: SplitFindings } = {};
    let classNames: readonly string[] = [];
    for (const [split, set] of Object.entries(splits) as [SplitName, ShardSet][]) {
      found[split] = await lookAtShards(set);
      classNames = set.classNames;
    }
    return { source, kind: 'shards', classNames, splits: found, notes: [] };
  }
  const { train, val, test, notes } = await findImages(source);
  return {
    ...{ source, kind: 'images', classNames: train.classNames },
    splits: {
      train: await lookAtFiles(train),
      ...(val && { val: await lookAtFiles(val) }),
      ...(test && { test: await lookAtFiles(test) }),
    },
    notes,
  };
}

async function lookAtBinary(format: BinaryFormat, source: string): Promise<Findings> {
  const files = await format.list(source);
  const classNames = await format.classNames(source);
  const of = async (split: BinarySplit): Promise<SplitFindings> => {
    const own = files.filter((file) => file.split === split);
    const { labels, shape } = await format.read(source, split);
    const side = Math.min(shape[0], shape[1]);
    return {
      images: labels.length,
      bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
      classes: byName(classNames, countClasses(Int32Array.from(labels), classNames.length)),
      ...{ shortSides: [side, side, side], leftOut: {}, examples: [] },
    };
  };
  const splits = { train: await of('train'), test: await of('test') };
  return { source, kind: kinds[format.name], classNames, splits, notes: [] };
}

async function lookAtShards(set: ShardSet): Promise<SplitFindings> {
  const { shards, totals, classNames } = set;
  const twice = await repeatedKeys(shards);
  const problems = Object.fromEntries(totals.problems);
  return {
    images: shards.reduce((sum, { count }) => sum + count, 0),
    ...{ shards: shards.length, bytes: totals.bytes },
    classes: byName(classNames, countSamples(totals, set)),
    ...sidesOf(await shardImageSizes(set)),
    leftOut: { ...problems, ...(twice > 0 && { 'name of another shard too (not left out)': twice }) },
    examples: totals.examples,
  };
}

/** Images whose headers are read. */
const sampleSize = 200;

async function lookAtFiles({ paths, labels, classNames }: ImageFiles): Promise<SplitFindings> {
  const count = Math.min(sampleSize, paths.length);
  const sample = Array.from({ length: count }, (_, i) =>
    elementAt(paths, Math.floor((i * paths.length) / count)),
  );
  const sizes = await Promise.all(sample.map(readImageSize));
  const broken = sample.filter((_, i) => sizes[i] === undefined);
  return {
    images: paths.length,
    classes: byName(classNames, countClasses(labels, classNames.length)),
    ...sidesOf(sizes.filter((size) => size !== undefined)),
    leftOut: broken.length > 0 ? { [`broken of ${count} that were looked at`]: broken.length } : {},
    examples: broken.slice(0, 5),
  };
}

function byName(classNames: readonly string[], counts: readonly number[]): Record<string, number> {
  return Object.fromEntries(classNames.map((name, i) => [name, counts[i] ?? 0]));
}

function sidesOf(sizes: readonly ImageSize[]): Pick<SplitFindings, 'shortSides'> | undefined {
  const sides = sizes.map(({ width, height }) => Math.min(width, height)).sort((a, b) => a - b);
  const [least, median, most] = [sides[0], sides[Math.floor(sides.length / 2)], sides.at(-1)];
  if (least === undefined || median === undefined || most === undefined) return undefined;
  return { shortSides: [least, median, most] };
}

const mostClasses = 20;

function describe({ source, kind, classNames, splits, notes }: Findings): string {
  const lines = [`${oneLine(source)}: ${kind}, ${classNames.length} classes`];
  for (const [split, found] of Object.entries(splits)) {
    const { images, shards, bytes, shortSides, leftOut, examples, classes } = found;
    const facts = [
      `${images} images`,
      ...(shards === undefined ? [] : [`${shards} shards`]),
      ...(bytes === undefined ? [] : [`${(bytes / 1e6).toFixed(1)} MB`]),
      ...(shortSides === undefined
        ? []
        : [`shorter sides ${shortSides[0]} to ${shortSides[2]}, median ${shortSides[1]}`]),
    ];
    lines.push('', `${split}: ${facts.join(', ')}`);
    const rows = Object.entries(classes).slice(0, mostClasses);
    const table = rows.map(([name, count]) => ({ class: oneLine(name), images: String(count) }));
    if (table.length > 0) lines.push(aligned(['class', 'images'], table, ['class']));
    if (classNames.length > mostClasses && rows.length > 0)
      lines.push(`and ${classNames.length - mostClasses} more classes`);
    const told = Object.entries(leftOut).map(([what, count]) => `${count} ${what}`);
    if (told.length > 0) lines.push(`left out: ${told.join(', ')}`);
    for (const example of examples) lines.push(`  ${oneLine(example)}`);
  }
  return [...lines, ...notes.map(oneLine)].join('\n');
}
