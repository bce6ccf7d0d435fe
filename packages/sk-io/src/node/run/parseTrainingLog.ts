/** The parser of a run's log: one record of JSON a line. */
import type { TrainingRecord } from 'sk-models';
import { visible } from '../../visible.js';

/** Thrown for a log with a line that is not a record. */
export class TrainingLogError extends Error {
  override readonly name = 'TrainingLogError';

  constructor(message: string, options?: ErrorOptions) {
    super(visible(message), options);
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
  const lines = text.split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const record = parseLine(line);
    if (record !== undefined) return [record];
    if (i === lines.length - 1) return [];
    throw new TrainingLogError(
      `${name}: line ${i + 1} wants JSON with kind 'step' or 'epoch' and its numbers, got something else. Remove the line.`,
    );
  });
}

function parseLine(line: string): TrainingRecord | undefined {
  try {
    const record: unknown = JSON.parse(line);
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is TrainingRecord {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind !== 'step' && value.kind !== 'epoch') return false;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  return needed[value.kind].every((field) => Number.isFinite(fields[field]));
}
