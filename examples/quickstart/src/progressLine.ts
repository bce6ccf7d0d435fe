/** How far a job is: a line that is drawn over on a terminal, and one every fifteen seconds in a log. */

const interval = { terminal: 200, log: 15_000 };
const width = 24;

export class ProgressLine {
  readonly #title: string;
  readonly #begun = performance.now();
  #last = performance.now();

  constructor(title: string) {
    this.#title = title;
  }

  /** `text`: what else there is to say. */
  show(done: number, total: number, text: string): void {
    const now = performance.now();
    const terminal = process.stderr.isTTY === true;
    if (done < total && now - this.#last < (terminal ? interval.terminal : interval.log)) return;
    this.#last = now;
    const filled = Math.round((done / total) * width);
    const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
    const left = Math.round(((now - this.#begun) / 1000 / done) * (total - done));
    const line = `${this.#title} ${bar} ${done}/${total}${text}, ${left} s left`;
    if (!terminal) process.stderr.write(`${line}\n`);
    else process.stderr.write(done < total ? `\r\u001b[2K${line}` : '\r\u001b[2K');
  }
}
