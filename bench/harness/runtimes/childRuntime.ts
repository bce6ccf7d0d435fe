/** Runtimes in processes of their own, which are asked over JSON lines: see peers/README.md. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { CannotError } from '../work/cannotError.js';
import type { Work } from '../work/work.js';
import type { Clock, Device, Started } from './runtime.js';

export interface ChildCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Working folder, which holds the program and its packages. */
  readonly folder: string;
}

interface Answer {
  readonly version?: string;
  readonly adapter?: Device;
  readonly ms?: number;
  readonly note?: string;
  readonly error?: string;
}

/**
 * Starts a runtime in a process of its own and waits until it is ready.
 *
 * @throws CannotError with the message of the process where it does not start.
 */
export async function startChild(command: ChildCommand, threads: number, clock: Clock): Promise<Started> {
  const child = new Child(command, threads);
  const { version, adapter, error } = await child.answer();
  if (error !== undefined) throw new CannotError(error);
  const notes = new Map<Work, string>();
  return {
    version: version ?? 'unknown',
    ...(adapter && { adapter }),
    prepare: async (work) => async (calls) => {
      child.send({ work, calls, clock });
      const answer = await child.answer();
      if (answer.ms === undefined) throw new CannotError(answer.error ?? 'gave no answer');
      if (answer.note !== undefined) notes.set(work, answer.note);
      return answer.ms;
    },
    noteOf: (work) => notes.get(work),
    release: async () => child.send({}),
    stop: () => child.stop(),
  };
}

class Child {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  #errorOutput = '';
  #failure: string | undefined;

  constructor({ command, args, folder }: ChildCommand, threads: number) {
    const env = { ...process.env, OMP_NUM_THREADS: String(threads), PYTHONWARNINGS: 'ignore' };
    this.#process = spawn(command, args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.on('error', ({ message }) => {
      this.#failure = message;
    });
    this.#process.stdin.on('error', () => {}); // answer() reports the end of the process
    this.#process.stderr.on('data', (text: Buffer) => {
      this.#errorOutput = (this.#errorOutput + text.toString()).slice(-2000);
    });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  send(message: object): void {
    this.#process.stdin.write(`${JSON.stringify(message)}\n`);
  }

  async answer(): Promise<Answer> {
    const { value, done } = await this.#lines.next();
    if (done !== true) return JSON.parse(value) as Answer;
    await this.#ended();
    const error = this.#errorOutput.split('\n').findLast((line) => /\w*(Error|error)\b/.test(line));
    throw new CannotError(this.#failure ?? error?.trim() ?? 'ended without an answer');
  }

  async stop(): Promise<void> {
    this.#process.stdin.end();
    await this.#ended();
  }

  async #ended(): Promise<void> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode === null && signalCode === null && this.#failure === undefined)
      await once(this.#process, 'close');
  }
}
