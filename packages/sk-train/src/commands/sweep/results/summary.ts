/** Sums up the runs of each row. */
import { type Spread, spreadOf } from '../../../metrics/meanInterval.js';
import type { SweepTable } from '../../../node/sweep/sweepTable.js';
import type { KnownResult } from './validResults.js';

export interface RowSummary {
  readonly row: string;
  readonly paper?: number;
  /** The spread of top-1 accuracies; absent where no run is done. */
  readonly top1?: Spread;
  readonly runs: readonly { readonly seed: number; readonly top1: number; readonly epochs: number }[];
}

/** Returns a summary for each row of the table, in its order. */
export function summarize(table: SweepTable, known: readonly KnownResult[]): readonly RowSummary[] {
  return table.rows.map(({ name, paper }) => {
    const runs = known
      .filter(({ run }) => run.row === name)
      .map(({ result: { seed, top1, epochs } }) => ({ seed, top1, epochs }));
    return {
      row: name,
      ...(paper !== undefined && { paper }),
      ...(runs.length > 0 && { top1: spreadOf(runs.map(({ top1 }) => top1)) }),
      runs,
    };
  });
}
