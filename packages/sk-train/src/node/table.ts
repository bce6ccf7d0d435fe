/** Rows of named cells as aligned text. */

export type Row<Column extends string> = Partial<Readonly<Record<Column, string>>>;

/** Of words, which begin on the left; numbers end on the right. */
const wordColumns: readonly string[] = [
  'kernel',
  'shapes',
  'model',
  'family',
  'table',
  'what',
  'tensor',
  'shape',
];

/** Columns that no row has anything for are left out. */
export function aligned<Column extends string>(
  columns: readonly Column[],
  rows: readonly Row<Column>[],
): string {
  const used = columns.filter((column) => rows.some((row) => row[column] !== undefined));
  const widths = used.map((column) =>
    Math.max(column.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const cell = (text: string, column: Column, width: number): string =>
    wordColumns.includes(column) ? text.padEnd(width) : text.padStart(width);
  const line = (textOf: (column: Column) => string): string =>
    used
      .map((column, i) => cell(textOf(column), column, widths[i] as number))
      .join('  ')
      .trimEnd();
  return [line((column) => column), ...rows.map((row) => line((column) => row[column] ?? ''))].join('\n');
}

/** To a hundredth where they are few. */
export const milliseconds = (value: number): string => value.toFixed(value < 100 ? 2 : 0);

/** From units a millisecond to billions of them a second. */
export const billions = (perMillisecond: number): string => (perMillisecond / 1e6).toFixed(1);
