/** Runs `sk-viz` in this process, and keeps what it prints. */
import { vi } from 'vitest';
import { runSkViz } from '../../src/commands/program.js';

export interface Ran {
  /** The exit code. */
  readonly code: number | string | undefined;
  readonly err: string;
}

export async function runCommand(...args: readonly string[]): Promise<Ran> {
  let err = '';
  const spies = [
    vi.spyOn(process.stdout, 'write').mockReturnValue(true),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      err += text;
      return true;
    }),
  ];
  process.exitCode = 0;
  try {
    await runSkViz(args);
    return { code: process.exitCode ?? 0, err };
  } finally {
    process.exitCode = 0;
    for (const spy of spies) spy.mockRestore();
  }
}
