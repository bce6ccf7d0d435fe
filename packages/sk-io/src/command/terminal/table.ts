/** Rows of named cells as aligned text. */

export type Row<Column extends string> = Partial<Readonly<Record<Column, string>>>;

/**
 * Returns a line of the columns' names and one line for each row. Columns that no row has a cell for are left out.
 * @param words Columns of words, which begin on the left; the others hold numbers, which end on the right.
 */
export function aligned<Column extends string>(
  columns: readonly Column[],
  rows: readonly Row<Column>[],
  words: readonly Column[],
): string {
  const used = columns
    .filter((column) => rows.some((row) => row[column] !== undefined))
    .map((column) => ({
      column,
      width: Math.max(column.length, ...rows.map((row) => row[column]?.length ?? 0)),
    }));
  const line = (textOf: (column: Column) => string): string =>
    used
      .map(({ column, width }) =>
        words.includes(column) ? textOf(column).padEnd(width) : textOf(column).padStart(width),
      )
      .join('  ')
      .trimEnd();
  return [line((column) => column), ...rows.map((row) => line((column) => row[column] ?? ''))].join('\n');
}
