/** The parser of a run's log: one record of JSON a line. */
import type { TrainingRecord } from 'sk-models';
import { messageLine } from '../../visible.js';

/** Thrown for a log with a line that is not a record. */
export class TrainingLogError extends Error {
  override readonly name = 'TrainingLogError';

  constructor(message: string, options?: ErrorOptions) {
    super(messageLine(message), options);
  }
}

const needed = {
  step: ['step', 'epoch', 'loss', 'accuracy', 'learningRate'],
  epoch: ['step', 'epoch', 'trainLoss', 'trainAccuracy'],
} as const;

/**
 * Reads the records of a log. A run that was killed may have cut its last line short; that line is left out.
 *
 * @param name Names the file in messages.
 * @throws TrainingLogError with the number of a line that is not a record.
 */
export function parseTrainingLog(text: string, name: string): TrainingRecord[] {
  const records: TrainingRecord[] = [];
  let line = 0;
  for (let start = 0; start <= text.length; ) {
    line++;
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    const record = isBlank(text, start, end) ? blank : parseLine(text, start, end);
    start = end + 1;
    if (record === blank || (record === undefined && next < 0)) continue;
    if (record === undefined) {
      throw new TrainingLogError(
        `${name}: line ${line} wants JSON with kind 'step' or 'epoch' and its numbers, got something else. Remove the line.`,
      );
    }
    records.push(record);
  }
  return records;
}

const blank = 'blank';

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) > 0x20) return false;
  return true;
}

/** Limits of a record: the longest that is written here has some 300 characters and 11 fields. */
const maxLength = 4096;
const maxFields = 32;

function parseLine(text: string, start: number, end: number): TrainingRecord | undefined {
  if (end - start > maxLength) return undefined;
  try {
    const record: unknown = JSON.parse(text.slice(start, end));
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is TrainingRecord {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind !== 'step' && value.kind !== 'epoch') return false;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const values = Object.values(fields);
  if (values.length > maxFields || values.some((field) => typeof field === 'object' && field !== null))
    return false;
  return needed[value.kind].every((field) => Number.isFinite(fields[field]));
}
