/** Sums up the runs of each row. */
import { type Spread, spreadOf } from '../../../metrics/meanInterval.js';
import type { SweepTable } from '../../../node/sweep/sweepTable.js';
import type { KnownResult } from './validResults.js';

export interface RowSummary {
  readonly row: string;
  readonly paper?: number;
  /** The spread of top-1 accuracies; absent where no run is done. */
  readonly top1?: Spread;
  /** The spread of how much more top-1 it has than the first row, seed by seed; absent where no seed of both is done. */
  readonly gain?: Spread;
  readonly runs: readonly RowRun[];
}

interface RowRun {
  readonly seed: number;
  readonly top1: number;
  readonly epochs: number;
}

/** Returns a summary for each row of the table, in its order. */
export function summarize(table: SweepTable, known: readonly KnownResult[]): readonly RowSummary[] {
  const runsOf = (name: string): readonly RowRun[] =>
    known
      .filter(({ run }) => run.row === name)
      .map(({ result: { seed, top1, epochs } }) => ({ seed, top1, epochs }));
  const first = runsOf(table.rows[0]?.name ?? '');
  return table.rows.map(({ name, paper }, i) => {
    const runs = runsOf(name);
    const gains = i === 0 ? [] : gainsOver(first, runs);
    return {
      row: name,
      ...(paper !== undefined && { paper }),
      ...(runs.length > 0 && { top1: spreadOf(runs.map(({ top1 }) => top1)) }),
      ...(gains.length > 0 && { gain: spreadOf(gains) }),
      runs,
    };
  });
}

/** Returns the differences of runs from the same seed: they see the same images in the same order. */
function gainsOver(first: readonly RowRun[], runs: readonly RowRun[]): readonly number[] {
  const bySeed = new Map(first.map(({ seed, top1 }) => [seed, top1]));
  return runs.flatMap(({ seed, top1 }) => {
    const other = bySeed.get(seed);
    return other === undefined ? [] : [top1 - other];
  });
}
