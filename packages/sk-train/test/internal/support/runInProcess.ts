import { vi } from 'vitest';
import { runSkTrain } from '../../../src/commands/program.js';

export interface Said {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `sk-train` in this process. */
export async function runInProcess(...args: string[]): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const catching = (stream: 'stdout' | 'stderr') =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += String(text);
      return true;
    });
  const spies = [catching('stdout'), catching('stderr')];
  try {
    await runSkTrain(args);
    return { ...said, code: process.exitCode };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
  }
}
