/** The log of a run: one record a line in log.jsonl, one epoch a line in log.csv. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { EpochRecord, TrainingRecord, TrainingState } from 'sk-models';
import { writeFileAtomically } from '../files/writeFileAtomically.js';
import { runPaths } from '../layout/runLayout.js';
import { parseTrainingLog } from './parseTrainingLog.js';

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
];

/** Appends records as they come. */
export class TrainingLog {
  readonly #run: string;

  private constructor(run: string) {
    this.#run = run;
  }

  /** Keeps of an earlier log what belongs to the run up to `state`, and nothing else. */
  static async open(run: string, state: TrainingState): Promise<TrainingLog> {
    const kept = (readLog(run) ?? []).filter((record) =>
      record.kind === 'step' ? record.step <= state.step : record.epoch <= state.epoch,
    );
    await writeFileAtomically(runPaths.jsonl(run), kept.map(jsonLine).join(''));
    const epochs = kept.filter((record) => record.kind === 'epoch');
    await writeFileAtomically(runPaths.csv(run), [`${columns.join(',')}\n`, ...epochs.map(csvLine)].join(''));
    return new TrainingLog(run);
  }

  append(record: TrainingRecord): void {
    appendFileSync(runPaths.jsonl(this.#run), jsonLine(record));
    if (record.kind === 'epoch') appendFileSync(runPaths.csv(this.#run), csvLine(record));
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
  return existsSync(path) ? parseTrainingLog(readFileSync(path, 'utf8'), path) : undefined;
}

function jsonLine(record: TrainingRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function csvLine(record: EpochRecord): string {
  return `${columns.map((column) => record[column] ?? '').join(',')}\n`;
}
