/** The summary of a sweep as text, Markdown or CSV. */
import { csvText } from 'sk-io';
import { aligned, oneLine, type Row } from 'sk-io/command';
import type { SweepTable } from '../../../node/sweep/sweepTable.js';
import type { RowSummary } from './summary.js';

const columns = ['row', 'runs', 'top-1 %', 'deviation', '95 % interval', 'error %', 'paper'] as const;
type Column = (typeof columns)[number];

const figure = (share: number): string => (100 * share).toFixed(2);

function cellsOf({ row, runs, top1, paper }: RowSummary): Row<Column> {
  const [low, high] = top1?.interval ?? [];
  return {
    row: oneLine(row),
    runs: `${runs.length}`,
    ...(top1 !== undefined && { 'top-1 %': figure(top1.mean), 'error %': figure(1 - top1.mean) }),
    ...(top1?.deviation !== undefined && { deviation: figure(top1.deviation) }),
    ...(low !== undefined && high !== undefined && { '95 % interval': `${figure(low)} to ${figure(high)}` }),
    ...(paper !== undefined && { paper: `${paper}` }),
  };
}

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
  const head = ['row', 'runs', 'top1', 'deviation', 'low', 'high', 'paper'];
  const lines = rows.map(({ row, runs, top1, paper }) => [
    ...[row, runs.length, top1?.mean, top1?.deviation],
    ...[top1?.interval?.[0], top1?.interval?.[1], paper],
  ]);
  return csvText(head, lines).trimEnd();
}
