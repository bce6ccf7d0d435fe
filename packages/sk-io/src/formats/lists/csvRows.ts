/** The rows of a table as text, after RFC 4180. */
import { DataError } from '../../dataError.js';

/** Letters of a field: a path of 4,096 bytes has room. */
const maxField = 32_768;

/** Yields the fields of each row; blank lines are passed over. @throws DataError for a quote that is not closed, or a field that is too long */
export function* csvRows(text: string): Generator<readonly string[], void, undefined> {
  const field = /"((?:[^"]|"")*)"(?=[,\r\n]|$)|([^",\r\n]*)/y;
  let row: string[] = [];
  let line = 1;
  for (let at = 0; at <= text.length; ) {
    field.lastIndex = at;
    const found = field.exec(text);
    const end = at + (found?.[0].length ?? 0);
    const next = text[end];
    if (found === null || (next !== undefined && !',\r\n'.includes(next))) {
      throw new DataError(`row ${line} has a quote that is not closed, or one inside of a field`);
    }
    const value = found[1]?.replaceAll('""', '"') ?? found[2] ?? '';
    if (value.length > maxField) throw new DataError(`row ${line} has a field of ${value.length} letters`);
    row.push(value);
    at = end + 1;
    if (next === ',') continue;
    if (next === '\r' && text[at] === '\n') at++;
    if (row.length > 1 || row[0] !== '') yield row;
    row = [];
    line++;
  }
}
