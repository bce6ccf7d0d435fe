/** Text in columns of equal width. */

/**
 * Returns lines with two spaces between columns: words begin and numbers end at the same place.
 *
 * @param lines Cells; the first line is the head. A line with fewer cells ends in a remark and widens no column.
 * @param isWords Whether the column with this index holds words
 */
export function aligned(lines: readonly (readonly string[])[], isWords: (column: number) => boolean): string {
  const [head = []] = lines;
  const whole = lines.filter(({ length }) => length === head.length);
  const widths = head.map((_, column) => Math.max(...whole.map((line) => (line[column] ?? '').length)));
  const padded = (cell: string, column: number): string => {
    const width = widths[column] ?? 0;
    return isWords(column) ? cell.padEnd(width) : cell.padStart(width);
  };
  return lines.map((line) => line.map(padded).join('  ').trimEnd()).join('\n');
}
