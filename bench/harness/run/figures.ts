/** The figures of a row: times, rates, and ratios to the baseline, to our kernels and to another work. */
import { CannotError } from '../work/cannotError.js';
import type { Rates } from '../work/least.js';
import { macsOf } from '../work/macs.js';
import type { Work } from '../work/work.js';
import { type CeilingFigures, ceilingFigures } from './ceilings.js';
import type { Samples } from './interleave.js';
import { median } from './median.js';

export interface Figures extends Partial<CeilingFigures> {
  /** Number of samples. */
  readonly rounds: number;
  /** Milliseconds of one call, as `minMs`. */
  readonly medianMs: number;
  readonly minMs: number;
  /** 10^9 MACs a second, by the median. */
  readonly gmacs: number;
  /**
   * Time over that of as many MACs in stock `tf.matMul`; absent where the work multiplies nothing. This and the next two
   * are medians of the ratios within each round.
   */
  readonly baselines?: number;
  /** Time over that of our kernels. */
  readonly ours?: number;
  /** Time over that of the task's base work on the same runtime. */
  readonly base?: number;
}

/** What the samples of a row are divided by. */
export interface Against {
  readonly baseline: Samples | undefined;
  /** MACs of one call of the baseline. */
  readonly baselineMacs: number;
  readonly ours: Samples | undefined;
  readonly base: Samples | undefined;
  /** Rates of the GPU; undefined on the processor. */
  readonly ceilings: Rates | undefined;
}

export function figuresOf(work: Work, samples: Samples, against: Against): Figures | CannotError {
  if (samples instanceof CannotError) return samples;
  const { ceilings } = against;
  const macs = macsOf(work);
  const medianMs = median(samples);
  const overBaseline = macs > 0 ? medianRatio(samples, against.baseline) : undefined;
  const [ours, base] = [medianRatio(samples, against.ours), medianRatio(samples, against.base)];
  return {
    rounds: samples.length,
    medianMs,
    minMs: Math.min(...samples),
    gmacs: macs / medianMs / 1e6,
    ...(overBaseline !== undefined && { baselines: (overBaseline * against.baselineMacs) / macs }),
    ...(ours !== undefined && { ours }),
    ...(base !== undefined && { base }),
    ...(ceilings !== undefined && ceilingFigures(work, medianMs, ceilings)),
  };
}

/** Returns the median of the ratios within the rounds that both have. */
function medianRatio(samples: readonly number[], others: Samples | undefined): number | undefined {
  if (others === undefined || others instanceof CannotError) return undefined;
  const ratios = samples.flatMap((ms, round) => {
    const other = others[round];
    return other === undefined ? [] : [ms / other];
  });
  return median(ratios);
}
