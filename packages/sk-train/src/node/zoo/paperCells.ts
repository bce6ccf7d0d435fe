/** Pieces of text that both forms of the paper's table have. */
import type { PrintedFigure } from 'sk-models';
import type { ModelRow } from './modelRow.js';

type Kind = PrintedFigure['kind'];

const find = ({ paper }: ModelRow, kind: Kind): readonly PrintedFigure[] =>
  paper?.figures.filter((figure) => figure.kind === kind) ?? [];

export const millions = (count: number): string => `${(count / 1e6).toFixed(3)}M`;

export const giga = (count: number): string => `${(count / 1e9).toFixed(4)}G`;

/** With the unit that the paper's table has in its head. */
export function printed(row: ModelRow, kind: Kind): string {
  return find(row, kind)
    .map((figure) => `${figure.printed}${kind === 'parameters' ? '' : unitOf(figure)}`)
    .join(', ');
}

/** Table 4 counts in millions; nothing else in the paper is as small or as large as to be taken for the other. */
const unitOf = (figure: PrintedFigure): string => (Number(figure.printed) >= 20 ? 'M' : 'G');

/** = where a way of counting rounds to what is printed, x where none does, nothing where nothing is printed. */
export function mark(row: ModelRow, kind: Kind): string {
  return find(row, kind)
    .map(({ reproducedBy }) => (reproducedBy === undefined ? 'x' : '='))
    .join(', ');
}

/** The way of counting that rounds to what is printed. */
export const counting = (row: ModelRow, kind: Kind): string =>
  find(row, kind).find(({ reproducedBy }) => reproducedBy !== undefined)?.reproducedBy?.counting ?? '';

export const hasReason = ({ paper }: ModelRow): boolean => paper?.unmatched !== undefined;
