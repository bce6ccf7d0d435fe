/** Rows as a table for a terminal. */
import type { Figures } from '../run/figures.js';
import type { Row } from '../run/row.js';
import { CannotError } from '../work/cannotError.js';
import { aligned } from './aligned.js';

interface Column {
  readonly head: string;
  readonly cellOf: (figures: Figures, row: Row) => string;
}

const who = ['runtime', 'version', 'threads'];

/**
 * Returns a table of rows. A column of figures that no row has is left out.
 *
 * @param base Title of the work that the last column of figures divides by
 */
export function table(rows: readonly Row[], base = 'base'): string {
  const all = columnsOf(base).filter(({ cellOf }) =>
    rows.some((row) => !(row.figures instanceof CannotError) && cellOf(row.figures, row) !== ''),
  );
  const head = [...who, ...all.map((column) => column.head)];
  const lines = rows.map((row) => {
    const { runtime, version, threads, figures } = row;
    const cells =
      figures instanceof CannotError
        ? [`cannot: ${figures.message}`]
        : all.map(({ cellOf }) => cellOf(figures, row));
    return [runtime, version, String(threads), ...cells];
  });
  return aligned([head, ...lines], (column) => column < 2 || head[column] === noteHead);
}

const noteHead = 'note';

function columnsOf(base: string): Column[] {
  const number = (head: string, of: (figures: Figures) => number | undefined): Column => ({
    head,
    cellOf: (figures) => threeDigits(of(figures)),
  });
  const percent = (share: number | undefined): number | undefined => share && 100 * share;
  return [
    { head: 'rounds', cellOf: ({ rounds }) => String(rounds) },
    number('median ms', ({ medianMs }) => medianMs),
    number('min ms', ({ minMs }) => minMs),
    number('images/s', ({ imagesPerSecond }) => imagesPerSecond),
    number('GMAC/s', ({ gmacs }) => gmacs || undefined),
    number('baselines', ({ baselines }) => baselines),
    number('% of baseline', ({ baselines }) => baselines && 100 / baselines),
    number('GB/s', ({ gigabytes }) => gigabytes),
    number('% of copy', ({ ofCopy }) => percent(ofCopy)),
    number('least ms', ({ leastMs }) => leastMs),
    number('% of least', ({ ofLeast }) => percent(ofLeast)),
    number('x ours', ({ ours }) => ours),
    number(`x ${base}`, (figures) => figures.base),
    { head: noteHead, cellOf: (_, { note = '' }) => note },
  ];
}

function threeDigits(number: number | undefined): string {
  if (number === undefined) return '';
  return number < 999.5 ? number.toPrecision(3) : number.toFixed(0);
}
