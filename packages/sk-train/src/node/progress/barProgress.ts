/** Progress as a bar at the bottom of a terminal. */
import { SingleBar } from 'cli-progress';
import type { EpochRecord } from 'sk-models';
import type { StepEvent } from '../../fit/fit.js';
import { describeEpoch, describeStep, type Progress, RemainingTime } from './progress.js';

export class BarProgress implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #remaining = new RemainingTime();
  #bar: SingleBar | undefined;
  #title = '';

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  reading(done: number, total: number): void {
    this.#show('reading', done, total, 'images');
  }

  step({ record, totalSteps, stepsPerEpoch }: StepEvent): void {
    const epoch = Math.ceil(record.epoch);
    const inEpoch = record.step - (epoch - 1) * stepsPerEpoch;
    const left = this.#remaining.describe(record.step, totalSteps);
    this.#show(`epoch ${epoch}`, inEpoch, stepsPerEpoch, `${describeStep(record)}, ${left} left`);
  }

  evaluating(images: number, total: number): void {
    this.#show('testing', images, total, 'images');
  }

  measuring(done: number, total: number): void {
    this.#show('measuring', done, total, 'steps');
  }

  epoch(record: EpochRecord): void {
    this.note(describeEpoch(record));
  }

  note(text: string): void {
    this.close();
    this.#stream.write(`${text}\n`);
  }

  close(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #show(title: string, value: number, total: number, text: string): void {
    if (this.#bar === undefined || this.#title !== title) {
      this.close();
      this.#title = title;
      this.#bar = new SingleBar({
        format: '{title} [{bar}] {value}/{total} {text}',
        stream: this.#stream,
        clearOnComplete: true,
        hideCursor: true,
        fps: 5,
      });
      this.#bar.start(total, value, { title, text });
    }
    this.#bar.update(value, { title, text });
  }
}
