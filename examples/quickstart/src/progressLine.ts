/** How far a job is: a line that is drawn over on a terminal, and one every fifteen seconds in a log. */

const interval = { terminal: 200, log: 15_000 };
const width = 24;

export class ProgressLine {
  readonly #title: string;
  #first: { readonly time: number; readonly done: number } | undefined;
  #last = performance.now();

  constructor(title: string) {
    this.#title = title;
  }

  /** `text`: what else there is to say. */
  show(done: number, total: number, text: string): void {
    const now = performance.now();
    this.#first ??= { time: now, done };
    const terminal = process.stderr.isTTY === true;
    if (done < total && now - this.#last < (terminal ? interval.terminal : interval.log)) return;
    this.#last = now;
    const filled = Math.round((done / total) * width);
    const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
    const { time, done: before } = this.#first;
    const left =
      done === before
        ? ''
        : `, ${Math.round(((now - time) / 1000 / (done - before)) * (total - done))} s left`;
    const line = `${this.#title} ${bar} ${done}/${total}${text}${left}`;
    if (!terminal) process.stderr.write(`${line}\n`);
    else process.stderr.write(done < total ? `\r\u001b[2K${line}` : '\r\u001b[2K');
  }
}
