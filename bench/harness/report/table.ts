/** Rows for people. */

import type { Row } from '../runs/row.js';
import { CannotError } from '../work/cannotError.js';

/** @param base Title of the work that the last column divides by, where there is one. */
export function table(rows: readonly Row[], base: string | undefined): string {
  const head = [
    'runtime',
    'version',
    'threads',
    'rounds',
    'median ms',
    'min ms',
    'GMAC/s',
    'baselines',
    '% of baseline',
    'x ours',
  ];
  const lines = [base === undefined ? head : [...head, `x ${base}`], ...rows.map((row) => cells(row))];
  const widths = head.map((_, column) =>
    Math.max(...lines.filter((line) => line.length > 5).map((line) => (line[column] ?? '').length)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells({ runtime, version, threads, figures }: Row): string[] {
  const who = [runtime, version, String(threads)];
  if (figures instanceof CannotError) return [...who, `cannot: ${figures.message}`];
  const { rounds, medianMs, minMs, gmacs, baselines, ours, base } = figures;
  const percent = baselines === undefined ? undefined : 100 / baselines;
  const numbers = [medianMs, minMs, gmacs, baselines, percent, ours, base];
  return [
    ...who,
    String(rounds),
    ...numbers.map((number) => (number === undefined ? '' : threeDigits(number))),
  ];
}

const threeDigits = (number: number): string => (number < 999.5 ? number.toPrecision(3) : number.toFixed(0));
