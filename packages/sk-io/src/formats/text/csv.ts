/** Tables as text, after RFC 4180, safe to open in a spreadsheet whatever the names of classes and files hold. */

/**
 * One line of column names, then one line a row; a field that is `undefined` stays empty. A text that a spreadsheet would
 * take for a formula (it begins with =, +, - or @) gets an apostrophe before it.
 */
export function csvText(
  columns: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
): string {
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\n`).join('');
}

function field(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(shortNumber(value));
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Six digits: files stay small, and the same input gives the same bytes. */
export function shortNumber(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6));
}
