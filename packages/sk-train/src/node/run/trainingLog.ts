/** The log of a run: one record a line in log.jsonl, one epoch a line in log.csv. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { EpochRecord, TrainingRecord } from 'sk-models';
import type { TrainingState } from '../../fit/trainingState.js';
import { replaceDurably } from './durableFiles.js';
import { runPaths } from './runFolder.js';

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
    const kept = readLog(run).filter((record) =>
      record.kind === 'step' ? record.step <= state.step : record.epoch <= state.epoch,
    );
    await replaceDurably(runPaths.jsonl(run), kept.map(jsonLine).join(''));
    const epochs = kept.filter((record) => record.kind === 'epoch');
    await replaceDurably(runPaths.csv(run), [`${columns.join(',')}\n`, ...epochs.map(csvLine)].join(''));
    return new TrainingLog(run);
  }

  append(record: TrainingRecord): void {
    appendFileSync(runPaths.jsonl(this.#run), jsonLine(record));
    if (record.kind === 'epoch') appendFileSync(runPaths.csv(this.#run), csvLine(record));
  }
}

/** The records of a run, without lines that a crash cut short. */
export function readLog(run: string): TrainingRecord[] {
  const path = runPaths.jsonl(run);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').flatMap(parseLine);
}

function parseLine(line: string): TrainingRecord[] {
  try {
    return [JSON.parse(line) as TrainingRecord];
  } catch {
    return [];
  }
}

function jsonLine(record: TrainingRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function csvLine(record: EpochRecord): string {
  return `${columns.map((column) => record[column] ?? '').join(',')}\n`;
}
