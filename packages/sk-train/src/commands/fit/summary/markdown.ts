/** Markdown out of names that hold anything. */
import { oneLine } from 'sk-io/command';

/** Returns a text as it is read: on one line, and nothing in it is a mark of Markdown or HTML. */
export const plainText = (text: string): string => oneLine(text).replace(/[\\`*_{}[\]<>#|~&$]/g, '\\$&');

/** Returns a table; its cells are texts. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map((row) => line(row.map(plainText)))].join(
    '\n',
  );
}

/** Returns lines for a shell, in a fence that none of them ends. */
export function shellBlock(lines: readonly string[]): string {
  const longest = lines.join('\n').match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...longest.map(({ length }) => length + 1)));
  return [`${fence}sh`, ...lines, fence].join('\n');
}

/** Returns a path as a word of a shell. */
export function shellWord(path: string): string {
  const word = oneLine(path);
  return /^[\w./:@%+=,~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
