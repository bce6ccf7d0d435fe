/** Progress as lines of text, for logs and pipes: at most one in ten seconds. */
import { oneLine } from './oneLine.js';
import type { Progress } from './progress.js';
import type { Work } from './work.js';

/** Milliseconds between lines. */
const interval = 10_000;

export class LineProgress implements Progress {
  readonly #write: (text: string) => void;
  #last = performance.now();

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  show({ line, always = false }: Work): void {
    if (this.#isDue() || always) this.note(line);
  }

  note(text: string): void {
    this.#write(`${oneLine(text)}\n`);
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
