import { runInProcess, type Said } from './runInProcess.js';

/** Trains a small network for one step, and returns what was said. */
export async function fitOnce(data: string, run: string, ...more: string[]): Promise<Said> {
  return await runInProcess(
    ...[
      'fit',
      '--data',
      data,
      '--out',
      run,
      '--model',
      'sknet_slim',
      '--recipe',
      'slim',
      '--image-size',
      '16',
    ],
    ...[
      '--batch-size',
      '2',
      '--epochs',
      '1',
      '--max-steps',
      '1',
      '--backend',
      'wasm',
      '--threads',
      '1',
      '--workers',
      '0',
      ...more,
    ],
  );
}

/** Tests a run in JSON. */
export async function evalOf(data: string, run: string, ...more: string[]): Promise<Said> {
  return await runInProcess(
    ...[
      'eval',
      '--data',
      data,
      '--run',
      run,
      '--json',
      '--backend',
      'wasm',
      '--threads',
      '1',
      '--workers',
      '0',
      ...more,
    ],
  );
}

/** Returns the lines that were said beside the result. */
export const linesOf = ({ stderr }: Said): string[] => stderr.trimEnd().split('\n');
