/** The summary of a sweep as text, Markdown or CSV. */
import { csvText } from 'sk-io';
import { aligned, oneLine, type Row } from 'sk-io/command';
import type { Spread } from '../../../metrics/meanInterval.js';
import type { SweepTable } from '../../../node/sweep/sweepTable.js';
import type { RowSummary } from './summary.js';

const columns = [
  ...(['row', 'runs', 'top-1 %', 'deviation', '95 % interval', 'over the first'] as const),
  ...(['error %', 'paper'] as const),
] as const;
type Column = (typeof columns)[number];

const figure = (share: number): string => (100 * share).toFixed(2);
const signed = (share: number): string => `${share < 0 ? '' : '+'}${figure(share)}`;
const range = ([low, high]: readonly [number, number], text = figure): string =>
  `${text(low)} to ${text(high)}`;

function cellsOf({ row, runs, top1, gain, paper }: RowSummary): Row<Column> {
  return {
    row: oneLine(row),
    runs: `${runs.length}`,
    ...(top1 !== undefined && { 'top-1 %': figure(top1.mean), 'error %': figure(1 - top1.mean) }),
    ...(top1?.deviation !== undefined && { deviation: figure(top1.deviation) }),
    ...(top1?.interval !== undefined && { '95 % interval': range(top1.interval) }),
    ...(gain !== undefined && { 'over the first': gainText(gain) }),
    ...(paper !== undefined && { paper: `${paper}` }),
  };
}

const gainText = ({ mean, interval }: Spread): string =>
  interval === undefined ? signed(mean) : `${signed(mean)} (${range(interval, signed)})`;

const paperLine = ({ paper }: SweepTable): readonly string[] =>
  paper === undefined ? [] : ['', `paper: ${oneLine(paper)}`];

/** Returns columns of text. */
export function summaryText(table: SweepTable, rows: readonly RowSummary[]): string {
  return [aligned(columns, rows.map(cellsOf), ['row']), ...paperLine(table)].join('\n');
}

/** Returns a table of Markdown. */
export function summaryMarkdown(table: SweepTable, rows: readonly RowSummary[]): string {
  const cells = rows.map(cellsOf);
  const used = columns.filter((column) => cells.some((row) => row[column] !== undefined));
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    line(used),
    line(used.map((column) => (column === 'row' ? '---' : '---:'))),
    ...cells.map((row) => line(used.map((column) => row[column] ?? ''))),
    ...paperLine(table),
  ].join('\n');
}

/** Returns shares from 0 to 1, one line a row. */
export function summaryCsv(rows: readonly RowSummary[]): string {
  const head = ['row', 'runs', 'top1', 'deviation', 'low', 'high', 'gain', 'gainLow', 'gainHigh', 'paper'];
  const lines = rows.map(({ row, runs, top1, gain, paper }) => [
    ...[row, runs.length, top1?.mean, top1?.deviation, top1?.interval?.[0], top1?.interval?.[1]],
    ...[gain?.mean, gain?.interval?.[0], gain?.interval?.[1], paper],
  ]);
  return csvText(head, lines).trimEnd();
}
