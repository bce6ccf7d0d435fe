/** Rows for programs. */

import type { Row } from '../runs/row.js';
import { CannotError } from '../work/cannotError.js';

export const columns: readonly string[] = [
  'work',
  'contestant',
  'version',
  'threads',
  'rounds',
  'median_ms',
  'min_ms',
  'gmac_per_s',
  'roofs',
  'times_ours',
  'times_base',
  'cannot',
];

export function csv(rows: readonly Row[]): string {
  return [columns, ...rows.map(values)].map(quotedLine).join('');
}

export function values({ work, runtime, version, threads, figures }: Row): string[] {
  const who = [work, runtime, version, String(threads)];
  if (figures instanceof CannotError) return [...who, '', '', '', '', '', '', '', figures.message];
  const { rounds, medianMs, minMs, gmacs, baselines, ours, base } = figures;
  const numbers = [rounds, medianMs, minMs, gmacs, baselines, ours, base];
  return [
    ...who,
    ...numbers.map((number) => (number === undefined ? '' : String(Number(number.toPrecision(5))))),
    '',
  ];
}

/** A line of a file by RFC 4180. */
export const quotedLine = (line: readonly string[]): string => `${line.map(quoted).join(',')}\n`;

const quoted = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
