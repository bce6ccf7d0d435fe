/** Where a command's words go: results to standard output, everything else to standard error. */
import { SingleBar } from 'cli-progress';

export function printResult(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printNote(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A message on one line, without the control characters that a file name may bring, nor those that turn text around. */
export function oneLine(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '?')
    .trim();
}

/** A bar on a terminal; nothing in a pipe. */
export class WorkBar {
  readonly #what: string;
  #bar: SingleBar | undefined;

  /** `what` is counted: 'images'. */
  constructor(what: string) {
    this.#what = what;
  }

  show(done: number, total: number): void {
    if (!process.stderr.isTTY) return;
    if (this.#bar === undefined) {
      this.#bar = new SingleBar({
        format: `${this.#what} [{bar}] {value}/{total}, {eta_formatted} left`,
        stream: process.stderr,
        clearOnComplete: true,
        hideCursor: true,
      });
      this.#bar.start(total, done);
    }
    this.#bar.update(done);
  }

  close(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}
