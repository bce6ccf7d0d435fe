/**
 * The index of a shard: where each sample lies, so that any of them is read without those before it. One line of JSON about
 * all of them, then one line for each: key, place, bytes, class.
 */
import { z } from 'zod';
import { DataError } from '../../dataError.js';
import { countLines } from '../text/countLines.js';
import { labelOf, nameLabel } from './classLabel.js';
import {
  maxImageBytes,
  maxKeyLength,
  maxSamples,
  type ShardFormat,
  type ShardProblem,
} from './shardSample.js';

/** Sums and counts over all samples of a shard. */
export interface ShardSummary {
  readonly format: ShardFormat;
  /** The size of the shard. */
  readonly shardBytes: number;
  readonly count: number;
  /** Bytes of all samples. */
  readonly bytes: number;
  /** The classes, by index or by name, with the number of samples of each. */
  readonly classes: ReadonlyMap<number | string, number>;
  /** Members that are left out, with the number of each kind. */
  readonly problems: ReadonlyMap<ShardProblem, number>;
  /** Some of these members, for messages. */
  readonly examples: readonly string[];
}

/** The samples of a shard, in columns. */
export interface ShardIndex extends ShardSummary {
  readonly keys: readonly string[];
  readonly starts: Float64Array;
  readonly lengths: Uint32Array;
  readonly labels: readonly (number | string)[];
}

const count = z.int().min(0);
const problems = [
  ...(['unsafe name', 'hidden', 'link', 'sparse', 'no file', 'too large', 'empty'] as const),
  ...(['duplicate', 'no image', 'no class', 'damaged', 'cut off'] as const),
];

const head = z.object({
  version: z.literal(1),
  format: z.enum(['tar', 'tfrecord']),
  shardBytes: count,
  count: count.max(maxSamples),
  bytes: count,
  classes: z.array(z.tuple([z.union([z.string(), count]), count])).max(1_000_000),
  problems: z.array(z.tuple([z.enum(problems), count])).max(problems.length),
  examples: z.array(z.string().max(maxKeyLength)).max(100),
});

/** The longest first line: a thousand classes take 20 kB. */
export const maxHeadBytes: number = 4 * 2 ** 20;

/** Returns the text of an index. */
export function shardIndexText(index: ShardIndex): string {
  const { format, shardBytes, count, bytes, examples, keys, starts, lengths, labels } = index;
  const about = {
    ...{ version: 1, format, shardBytes, count, bytes },
    ...{ classes: [...index.classes], problems: [...index.problems], examples },
  };
  const lines = keys.map((key, i) => JSON.stringify([key, starts[i], lengths[i], labels[i]]));
  return `${[JSON.stringify(about), ...lines].join('\n')}\n`;
}

/** Reads the first line of an index. @throws DataError */
export function readShardSummary(line: string): ShardSummary {
  const parsed = head.safeParse(parseLine(line));
  if (!parsed.success) throw new DataError('does not begin as an index of a shard of this version does');
  const { version: _, classes, problems: found, ...about } = parsed.data;
  return { ...about, classes: new Map(classes), problems: new Map(found) };
}

/** Reads an index. @throws DataError, also for a place outside of the shard, and for one that is too large for an image */
export function readShardIndex(text: string): ShardIndex {
  const end = text.indexOf('\n');
  const summary = readShardSummary(end < 0 ? text : text.slice(0, end));
  const { count, shardBytes } = summary;
  const body = end < 0 ? '' : text.slice(end + 1).trimEnd();
  const lines = body === '' ? 0 : countLines(body);
  if (lines !== count) throw new DataError(`lists ${lines} samples, wants ${count}`);
  const keys: string[] = [];
  const labels: (number | string)[] = [];
  const [starts, lengths] = [new Float64Array(count), new Uint32Array(count)];
  for (const [i, line] of (count === 0 ? [] : body.split('\n')).entries()) {
    const value = parseLine(line);
    const [key, at, bytes, given] = (Array.isArray(value) ? value : []) as unknown[];
    // A folder may be called 7, which is another class than the one of index 7.
    const label = typeof given === 'string' ? nameLabel(given) : labelOf(given);
    const [start, length] = [wholeNumber(at), wholeNumber(bytes)];
    const isInside = length > 0 && length <= maxImageBytes && start + length <= shardBytes;
    if (typeof key !== 'string' || key.length > maxKeyLength || !isInside || label === undefined) {
      throw new DataError(`line ${i + 2} is no sample of the shard`);
    }
    keys.push(key);
    labels.push(label);
    starts[i] = start;
    lengths[i] = length;
  }
  return { ...summary, keys, starts, lengths, labels };
}

/** Returns a number from 0 on; NaN for anything else. */
const wholeNumber = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN;

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
