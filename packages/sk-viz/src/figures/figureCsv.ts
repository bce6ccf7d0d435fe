/** The numbers of a figure as a table. */
import { csvText } from 'sk-io';
import type { Figure } from './figure.js';

/** Writes one row for each of the specification's values and one column for each of their fields, without pictures. */
export function figureCsv(figure: Figure): string {
  const rows = figureValues(figure);
  const isPicture = (value: unknown): boolean => typeof value === 'string' && value.startsWith('data:');
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (column) => !rows.some((row) => isPicture(row[column])),
  );
  return csvText(
    columns,
    rows.map((row) => columns.map((column) => cell(row[column]))),
  );
}

function figureValues({ data }: Figure): readonly Readonly<Record<string, unknown>>[] {
  const values = data !== undefined && data !== null && 'values' in data ? data.values : [];
  return Array.isArray(values) ? (values as Readonly<Record<string, unknown>>[]) : [];
}

function cell(value: unknown): string | number | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' ? value : String(value);
}
