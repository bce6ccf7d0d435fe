/** Sub-commands of `sk-train` as processes of their own. */
import { fork } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { oneLine } from 'sk-io/command';

export interface Finished {
  /** Absent where a signal ended the process. */
  readonly code?: number;
  readonly stdout: string;
  /** How it ended, in the last words that it printed. */
  readonly words: string;
}

export interface ChildOptions {
  /** The file that its standard error goes to. */
  readonly log: string;
  readonly signal: AbortSignal;
  /** Is told each line of its standard error. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a sub-command. It has a process group of its own, so that Ctrl-C on a terminal reaches the sweep alone; on `signal` it
 * is asked to save and end, and so it is when this process is gone.
 */
export async function runChild(
  args: readonly string[],
  { log, signal, onLine }: ChildOptions,
): Promise<Finished> {
  const child = fork(process.argv[1] as string, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  let stdout = '';
  let last = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      appendFileSync(log, `${line}\n`);
      if (line.trim() !== '') last = oneLine(line);
      onLine?.(line);
    });
  }
  try {
    const [code, by] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (...end) => resolve(end));
    });
    const end = by === null ? `exit code ${code}` : by;
    return { ...(code !== null && { code }), stdout, words: last === '' ? end : `${end}: ${last}` };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
