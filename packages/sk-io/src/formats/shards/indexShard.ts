/** Makes the index of a shard by going through it once. */
import { DataError } from '../../dataError.js';
import type { ReadBytes } from '../byteWindow.js';
import type { ShardIndex } from './shardIndex.js';
import { maxSamples, type ShardFormat, type ShardProblem, type ShardSample } from './shardSample.js';
import { tarSamples } from './tarSamples.js';
import { tfrecordSamples } from './tfrecordSamples.js';

const readers = { tar: tarSamples, tfrecord: tfrecordSamples } as const;

/** Members that are named in messages. */
const mostExamples = 5;

export interface IndexShardOptions {
  readonly format: ShardFormat;
  /** The size of the shard. */
  readonly size: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a shard from front to back. A shard that is damaged or cut off from some place on has the samples before it, and
 * the problem `cut off`; of samples with one name the first counts.
 * @throws DataError for more samples than a shard may have
 */
export async function indexShard(
  read: ReadBytes,
  { format, size, signal }: IndexShardOptions,
): Promise<ShardIndex> {
  const samples: ShardSample[] = [];
  const problems = new Map<ShardProblem, number>();
  const examples: string[] = [];
  const onProblem = (problem: ShardProblem, name: string): void => {
    problems.set(problem, (problems.get(problem) ?? 0) + 1);
    if (examples.length < mostExamples) examples.push(`${name.slice(0, 200)} (${problem})`);
  };
  const known = new Set<string>();
  try {
    for await (const sample of readers[format](read, size, onProblem)) {
      signal?.throwIfAborted();
      if (known.has(sample.key)) {
        onProblem('duplicate', sample.key);
        continue;
      }
      known.add(sample.key);
      samples.push(sample);
      if (samples.length > maxSamples) throw new TooManySamples(`has more than ${maxSamples} samples`);
    }
  } catch (error) {
    if (error instanceof TooManySamples || !(error instanceof DataError)) throw error;
    onProblem('cut off', error.message);
  }
  return { ...columns(samples), format, shardBytes: size, problems, examples };
}

class TooManySamples extends DataError {}

function columns(
  samples: readonly ShardSample[],
): Omit<ShardIndex, 'format' | 'shardBytes' | 'problems' | 'examples'> {
  const classes = new Map<number | string, number>();
  for (const { label } of samples) classes.set(label, (classes.get(label) ?? 0) + 1);
  return {
    ...{ count: samples.length, classes },
    bytes: samples.reduce((sum, { bytes }) => sum + bytes, 0),
    keys: samples.map(({ key }) => key),
    starts: Float64Array.from(samples, ({ at }) => at),
    lengths: Uint32Array.from(samples, ({ bytes }) => bytes),
    labels: samples.map(({ label }) => label),
  };
}
