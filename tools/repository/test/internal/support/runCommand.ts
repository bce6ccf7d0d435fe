import { vi } from 'vitest';
import { runSkTrain } from '../../../../../packages/sk-train/src/commands/program.js';
import { runSkViz } from '../../../../../packages/sk-viz/src/commands/program.js';

export interface Ran {
  readonly code: number | string | undefined;
  readonly stdout: string;
  /** Lines, without the name of the command. */
  readonly stderr: readonly string[];
}

/** Runs a command in this process. */
export async function runCommand(command: 'sk-train' | 'sk-viz', args: readonly string[]): Promise<Ran> {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += String(text);
      return true;
    }),
  );
  process.exitCode = undefined;
  try {
    await (command === 'sk-train' ? runSkTrain : runSkViz)(args);
    const lines = said.stderr.trimEnd().split('\n');
    const stderr = lines.map((line) => line.replace(new RegExp(`^${command}: `), ''));
    return { code: process.exitCode, stdout: said.stdout, stderr };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
  }
}
