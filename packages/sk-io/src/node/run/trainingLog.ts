/** The log of a run: one record a line in log.jsonl, one epoch a line in log.csv, and all of it for TensorBoard. */
import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import type { EpochRecord, TrainingRecord, TrainingState } from 'sk-models';
import { eventFile, eventRecords } from '../../formats/events/eventFile.js';
import { trainingEvents } from '../../formats/events/trainingEvents.js';
import { csvLine } from '../../formats/text/csv.js';
import { longestText } from '../files/readTextFile.js';
import { writeFileAtomically } from '../files/writeFileAtomically.js';
import { runPaths } from '../layout/runLayout.js';
import { parseTrainingLog, TrainingLogError } from './parseTrainingLog.js';

const columns: readonly (keyof EpochRecord)[] = [
  'epoch',
  'step',
  'trainLoss',
  'trainAccuracy',
  'testLoss',
  'testAccuracy',
  'learningRate',
  'imagesPerSecond',
  'seconds',
  'testLossEma',
  'testAccuracyEma',
];

/** A log that grows record by record. */
export class TrainingLog {
  readonly #run: string;

  private constructor(run: string) {
    this.#run = run;
  }

  /** Opens the log of a run, and keeps the records up to `state` of an earlier one. */
  static async open(run: string, state: TrainingState): Promise<TrainingLog> {
    const path = runPaths.jsonl(run);
    const written = existsSync(path) ? statSync(path).mtimeMs / 1000 : undefined;
    const kept = (readLog(run) ?? []).filter((record) =>
      record.kind === 'step' ? record.step <= state.step : record.epoch <= state.epoch,
    );
    await writeFileAtomically(path, kept.map(jsonLine).join(''));
    await writeFileAtomically(runPaths.csv(run), epochTable(kept));
    await writeFileAtomically(runPaths.events(run), eventFile(trainingEvents(kept, written)));
    return new TrainingLog(run);
  }

  /** Writes a record with the time of now. */
  append(untimed: TrainingRecord): void {
    const record = { ...untimed, time: Date.now() / 1000 };
    appendFileSync(runPaths.jsonl(this.#run), jsonLine(record));
    if (record.kind === 'epoch') appendFileSync(runPaths.csv(this.#run), epochLine(record));
    appendFileSync(runPaths.events(this.#run), eventRecords(trainingEvents([record])));
  }
}

/**
 * Reads the records of a run.
 *
 * @returns Undefined where the run has no log.
 * @throws TrainingLogError with the number of a line that is not a record.
 */
export function readLog(run: string): readonly TrainingRecord[] | undefined {
  const path = runPaths.jsonl(run);
  if (!existsSync(path)) return undefined;
  const info = statSync(path);
  if (info.isDirectory()) throw new TrainingLogError(`${path}: is a folder, wants a file`);
  if (info.size > longestText) {
    throw new TrainingLogError(`${path}: has ${info.size} bytes, wants at most ${longestText}`);
  }
  return parseTrainingLog(readFileSync(path, 'utf8'), path);
}

/** Returns the epochs among the records as log.csv has them. */
export function epochTable(records: readonly TrainingRecord[]): string {
  const epochs = records.filter((record) => record.kind === 'epoch');
  return [csvLine(columns), ...epochs.map(epochLine)].join('');
}

function jsonLine(record: TrainingRecord): string {
  return `${JSON.stringify(record)}\n`;
}

const epochLine = (record: EpochRecord): string => csvLine(columns.map((column) => record[column]));
