/** One runtime's figures for one work, beside the baseline and beside us. */
import { CannotError } from '../work/cannotError.js';
import type { Samples } from './interleave.js';

export interface Row {
  readonly work: string;
  readonly runtime: string;
  readonly version: string;
  readonly threads: number;
  readonly figures: Figures | CannotError;
}

export interface Figures {
  /** Samples that the medians are of. */
  readonly rounds: number;
  readonly medianMs: number;
  readonly minMs: number;
  /** 10^9 MACs a second, by the median. */
  readonly gmacs: number;
  /**
   * Time over that of the same MACs in stock `tf.matMul`: the median over rounds, as the next two. Absent where
   * nothing is multiplied.
   */
  readonly baselines?: number;
  /** Time over ours. */
  readonly ours?: number;
  /** Time over that of the task's base work. */
  readonly base?: number;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

/** What a row's times are divided by. */
export interface Against {
  /** Of so many MACs. */
  readonly baseline: readonly number[];
  readonly baselineMacs: number;
  readonly ours: Samples | undefined;
  readonly base: Samples | undefined;
}

export function figuresOf(samples: Samples, macs: number, against: Against): Figures | CannotError {
  if (samples instanceof CannotError) return samples;
  const over = (other: readonly number[]): number => median(zip(samples, other).map(([ms, by]) => ms / by));
  const overSamples = (other: Samples | undefined): number | undefined =>
    other === undefined || other instanceof CannotError ? undefined : over(other);
  const medianMs = median(samples);
  const [ours, base] = [overSamples(against.ours), overSamples(against.base)];
  return {
    rounds: samples.length,
    medianMs,
    minMs: Math.min(...samples),
    gmacs: macs / medianMs / 1e6,
    ...(macs > 0 && { baselines: (over(against.baseline) * against.baselineMacs) / macs }),
    ...(ours === undefined ? {} : { ours }),
    ...(base === undefined ? {} : { base }),
  };
}

/** As long as the shorter one. */
const zip = (left: readonly number[], right: readonly number[]): [number, number][] =>
  left.slice(0, right.length).map((value, i) => [value, right[i] as number]);
