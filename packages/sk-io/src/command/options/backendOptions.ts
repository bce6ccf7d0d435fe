/** The options that choose what computes, the same for every command. */
import { type Command, Option } from 'commander';
import { wholeNumber } from './numbers.js';

/** Adds --backend, --threads, --adapter, --power and --allow-software: a `BackendChoice`. */
export function addBackendOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--backend <name>',
        'what computes: the fastest that starts (a GPU comes first), or one by name',
      )
        .choices(['auto', 'webgpu', 'wasm', 'cpu'])
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
