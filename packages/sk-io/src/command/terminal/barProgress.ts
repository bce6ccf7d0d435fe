/** Progress as a bar at the bottom of a terminal. */
import { SingleBar } from 'cli-progress';
import { oneLine } from './oneLine.js';
import type { Progress } from './progress.js';
import type { Work } from './work.js';

export class BarProgress implements Progress {
  readonly #stream: NodeJS.WriteStream;
  #bar: SingleBar | undefined;
  #title = '';

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show({ title, done, total, text }: Work): void {
    this.#barFor(title, done, total, text).update(done, { title, text });
  }

  note(text: string): void {
    this.close();
    this.#stream.write(`${oneLine(text)}\n`);
  }

  close(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #barFor(title: string, done: number, total: number, text: string): SingleBar {
    if (this.#bar !== undefined && this.#title === title) return this.#bar;
    this.close();
    const bar = new SingleBar({
      format: '{title} [{bar}] {value}/{total} {text}',
      stream: this.#stream,
      clearOnComplete: true,
      hideCursor: true,
      fps: 5,
    });
    bar.start(total, done, { title, text });
    this.#title = title;
    this.#bar = bar;
    return bar;
  }
}
