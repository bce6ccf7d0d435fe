/** Cells that the table of the paper's figures has as text and as Markdown. */
import type { PrintedFigure } from 'sk-models';
import type { ModelRow } from './modelRow.js';

type Kind = PrintedFigure['kind'];

const find = ({ paper }: ModelRow, kind: Kind): readonly PrintedFigure[] =>
  paper?.figures.filter((figure) => figure.kind === kind) ?? [];

export const millions = (count: number): string => `${(count / 1e6).toFixed(3)}M`;

export const giga = (count: number): string => `${(count / 1e9).toFixed(4)}G`;

/** Returns the figures as the paper prints them, with the unit that its table has in the head. */
export function printed(row: ModelRow, kind: Kind): string {
  return find(row, kind)
    .map((figure) => `${figure.printed}${kind === 'parameters' ? '' : unitOf(figure)}`)
    .join(', ');
}

/** Table 4 counts in millions; nothing else in the paper is as small or as large as to be taken for the other. */
const unitOf = (figure: PrintedFigure): string => (Number(figure.printed) >= 20 ? 'M' : 'G');

/** Returns = where a way of counting rounds to what is printed, x where none does, '' where nothing is printed. */
export function mark(row: ModelRow, kind: Kind): string {
  return find(row, kind)
    .map(({ reproducedBy }) => (reproducedBy === undefined ? 'x' : '='))
    .join(', ');
}

/** Returns the way of counting that rounds to what is printed, or ''. */
export const counting = (row: ModelRow, kind: Kind): string =>
  find(row, kind).find(({ reproducedBy }) => reproducedBy !== undefined)?.reproducedBy?.counting ?? '';

export const hasReason = ({ paper }: ModelRow): boolean => paper?.unmatched !== undefined;
