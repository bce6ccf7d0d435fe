/** The extended header of pax: records of "length name=value", which replace fields of the header behind it. */
import { DataError } from '../../dataError.js';

/** @throws DataError where the records do not fill the bytes */
export function readPaxRecords(bytes: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const digits = space < 0 || space - at > 8 ? '' : decoder.decode(bytes.subarray(at, space));
    const end = /^[1-9]\d*$/.test(digits) ? at + Number(digits) : Number.NaN;
    if (!(end > space + 1 && end <= bytes.length && bytes[end - 1] === 0x0a)) {
      throw new DataError('an extended header is no list of records');
    }
    const record = decoder.decode(bytes.subarray(space + 1, end - 1));
    const equals = record.indexOf('=');
    if (equals <= 0) throw new DataError('an extended header has a record without a name');
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return records;
}
