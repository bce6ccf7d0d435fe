import { runInProcess, type Said } from './runInProcess.js';

/** Options of a backend that starts fast, and decodes in this thread. */
const quick = ['--backend', 'wasm', '--threads', '1', '--workers', '0'] as const;

/** Trains a small network for one step, and returns what was said. */
export async function fitOnce(data: string, run: string, ...more: string[]): Promise<Said> {
  return await runInProcess(
    ...['fit', '--data', data, '--out', run, '--model', 'sknet_slim', '--recipe', 'slim', ...quick],
    ...['--image-size', '16', '--batch-size', '2', '--epochs', '1', '--max-steps', '1', ...more],
  );
}

/** Tests a run in JSON. */
export async function evalOf(data: string, run: string, ...more: string[]): Promise<Said> {
  return await runInProcess('eval', '--data', data, '--run', run, '--json', ...quick, ...more);
}

/** Returns the lines that were said beside the result. */
export const linesOf = ({ stderr }: Said): string[] => stderr.trimEnd().split('\n');
