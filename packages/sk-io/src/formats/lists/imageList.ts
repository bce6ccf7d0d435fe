/** Lists of image files with their classes: tables (CSV) and lines of JSON. */
import { DataError } from '../../dataError.js';
import { labelOf } from '../shards/classLabel.js';
import { countLines } from '../text/countLines.js';
import { csvRows } from './csvRows.js';

/** A file of a list. */
export interface ListedImage {
  /** The name or path in the list. */
  readonly file: string;
  /** The index of the class, or its name. */
  readonly label: number | string;
}

/** Columns and fields that hold a file or a class, in small letters. */
const fileNames = ['file', 'path', 'filename', 'file_name', 'image', 'filepath'];
const labelNames = ['label', 'class', 'cls', 'class_name', 'category', 'target'];

const maxLines = 5_000_000;

/**
 * Reads a table of files and classes. The first row may name the columns; without names the first two are meant.
 * @throws DataError for a row without a file or a class
 */
export function readCsvList(text: string): readonly ListedImage[] {
  checkLines(text);
  const images: ListedImage[] = [];
  let columns: readonly [file: number, label: number] | undefined;
  let number = 0;
  for (const row of csvRows(text.replace(/^\ufeff/, ''))) {
    number++;
    if (columns === undefined) {
      const names = row.map((name) => name.trim().toLowerCase());
      const found = [place(names, fileNames), place(names, labelNames)] as const;
      columns = found.includes(-1) ? [0, 1] : found;
      if (!found.includes(-1)) continue;
    }
    const [file, label] = [row[columns[0]]?.trim(), row[columns[1]]?.trim()];
    images.push(listed(file, label, `row ${number}`));
  }
  return images;
}

const place = (names: readonly string[], wanted: readonly string[]): number =>
  names.findIndex((name) => wanted.includes(name));

/**
 * Reads a list with an object of JSON in each line, such as `{"file": "a.jpg", "label": "cat"}`.
 * @throws DataError for a line that is no such object
 */
export function readJsonlList(text: string): readonly ListedImage[] {
  checkLines(text);
  const images: ListedImage[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const fields = fieldsOf(line);
    const first = (names: readonly string[]): unknown =>
      names.map((name) => fields.get(name)).find((value) => value !== undefined);
    images.push(listed(first(fileNames), first(labelNames), `line ${i + 1}`));
  }
  return images;
}

function checkLines(text: string): void {
  const lines = countLines(text);
  if (lines > maxLines) throw new DataError(`has ${lines} lines, wants at most ${maxLines}`);
}

/** Returns the fields of an object in JSON; none for anything else. */
function fieldsOf(line: string): ReadonlyMap<string, unknown> {
  try {
    return new Map(Object.entries(JSON.parse(line) ?? {}));
  } catch {
    return new Map();
  }
}

function listed(file: unknown, given: unknown, where: string): ListedImage {
  const label = labelOf(given);
  if (typeof file === 'string' && file !== '' && !file.includes('\0') && label !== undefined) {
    return { file, label };
  }
  throw new DataError(
    `${where} wants a file and a class, under names such as ${fileNames[0]} and ${labelNames[0]}`,
  );
}
