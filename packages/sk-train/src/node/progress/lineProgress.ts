/** Progress as lines of text, for logs and pipes: one every ten seconds and one an epoch. */
import type { EpochRecord } from 'sk-models';
import type { StepEvent } from '../../fit/fit.js';
import { describeEpoch, describeStep, type Progress, RemainingTime } from './progress.js';

const interval = 10_000;

export class LineProgress implements Progress {
  readonly #write: (text: string) => void;
  readonly #remaining = new RemainingTime();
  #last = performance.now();

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  reading(done: number, total: number): void {
    if (this.#isDue() || done === total) this.note(`read ${done} of ${total} images`);
  }

  step({ record, totalSteps }: StepEvent): void {
    const left = this.#remaining.describe(record.step, totalSteps);
    if (this.#isDue()) {
      this.note(`step ${record.step} of ${totalSteps}: ${describeStep(record)}, ${left} left`);
    }
  }

  evaluating(images: number, total: number): void {
    if (this.#isDue()) this.note(`tested ${images} of ${total} images`);
  }

  measuring(done: number, total: number): void {
    if (this.#isDue()) this.note(`measured ${done} of ${total} steps`);
  }

  epoch(record: EpochRecord): void {
    this.note(describeEpoch(record));
  }

  note(text: string): void {
    this.#write(`${text}\n`);
  }

  close(): void {
    this.#last = performance.now();
  }

  #isDue(): boolean {
    const now = performance.now();
    if (now - this.#last < interval) return false;
    this.#last = now;
    return true;
  }
}
