/** The options that several commands share, and how their texts become values. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Preprocessing } from 'sk-models';
import type { BackendSettings } from '../backends.js';
import type { DecodePool } from '../data/decodePool.js';
import type { OpenOptions } from '../data/openData.js';
import type { Progress } from '../progress/progress.js';
import { oneLine } from './terminal.js';

export interface BackendOptions extends BackendSettings {
  readonly backend: string;
}

export interface DataReadingOptions {
  readonly workers?: number;
  readonly maxUnreadable: number;
}

/** A place to write to. An empty one, as of a variable that is not set, would be the folder that the shell is in. */
export function outputPath(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('wants a path.');
}

/** A whole number from `least` on. */
export function wholeNumber(least: number, most: number = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !(value >= least && value <= most) || !Number.isSafeInteger(value)) {
      throw new InvalidArgumentError(`wants a whole number ${span(least, most)}.`);
    }
    return value;
  };
}

/** Any number from `least` on. */
export function decimal(least: number, most: number = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= least && value <= most) || !Number.isFinite(value)) {
      throw new InvalidArgumentError(`wants a number ${span(least, most)}.`);
    }
    return value;
  };
}

const span = (least: number, most: number): string =>
  most === Infinity ? `from ${least} on` : `from ${least} to ${most}`;

export function addBackendOption(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--backend <name>',
        'what computes: the fastest that starts (a GPU comes first), or one by name',
      )
        .choices(['auto', 'webgpu', 'wasm', 'cpu', 'tensorflow'])
        .default('auto'),
    )
    .option(
      '--threads <n>',
      'threads that compute on wasm; results are the same for any number (default: the cores, up to 4)',
      wholeNumber(1, 64),
    )
    .option(
      '--adapter <name>',
      "the GPU that webgpu takes: a part of its name, or its index among the machine's",
      (text: string) => (/^\d+$/.test(text) ? Number(text) : text),
    )
    .addOption(
      new Option(
        '--power <preference>',
        'which of several GPUs, for webgpu (default: high-performance)',
      ).choices(['high-performance', 'low-power']),
    )
    .option('--allow-software', 'let --backend webgpu compute on the processor: right, and slower than wasm');
}

export function addDataReadingOptions(command: Command): Command {
  return command
    .option(
      '--workers <n>',
      'threads that decode images; 0 decodes in the main thread (default: the cores, up to 4)',
      wholeNumber(0),
    )
    .option(
      '--max-unreadable <share>',
      'share of the files that may be unreadable, 0 to 1',
      decimal(0, 1),
      0.01,
    );
}

/** How a command opens data: unreadable files are named, each once. */
export function openOptions(
  preprocessing: Preprocessing,
  pool: DecodePool,
  { maxUnreadable }: DataReadingOptions,
  progress: Progress,
  signal: AbortSignal,
): OpenOptions {
  return {
    preprocessing,
    pool,
    maxUnreadable,
    onUnreadable: (path, reason) => progress.note(`left out ${oneLine(`${path}: ${reason}`)}`),
    onProgress: (done, total) => progress.reading(done, total),
    signal,
  };
}
