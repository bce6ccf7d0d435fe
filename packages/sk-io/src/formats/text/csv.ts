/** Tables as text, after RFC 4180, safe to open in a spreadsheet whatever the names of classes and files hold. */

import { visible } from '../../visible.js';
import { shortNumber } from './shortNumber.js';

/** A field that is `undefined` stays empty. */
export type CsvField = string | number | undefined;

/**
 * Returns one line of column names, then one line for each row, with numbers to six digits. A text that a spreadsheet
 * would take for a formula (it begins with =, +, - or @) gets an apostrophe before it.
 */
export function csvText(columns: readonly string[], rows: readonly (readonly CsvField[])[]): string {
  return [columns, ...rows.map((row) => row.map(short))].map(csvLine).join('');
}

/** Returns one row as {@link csvText} has it, for a table that grows line by line: numbers keep all of their digits. */
export function csvLine(row: readonly CsvField[]): string {
  return `${row.map(field).join(',')}\n`;
}

const short = (value: CsvField): CsvField => (typeof value === 'number' ? shortNumber(value) : value);

function field(value: CsvField): string {
  if (typeof value !== 'string') return String(value ?? '');
  const shown = visible(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${shown}` : shown;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
