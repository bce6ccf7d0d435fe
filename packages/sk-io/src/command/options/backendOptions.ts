/** The options that choose what computes, the same for every command. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from './numbers.js';

/** Adds --backend and the options of single backends: a `BackendChoice`. */
export function addBackendOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--backend <name>',
        'what computes: the fastest that starts (a GPU comes first), or one by name',
      )
        .choices(['auto', 'webgpu', 'tensorflow', 'wasm', 'cpu'])
        .default('auto'),
    )
    .option(
      '--threads <n>',
      'threads that compute on wasm, with the same results for any number (default: the cores, up to 4), or on tensorflow (default: the cores)',
      wholeNumber(1, 64),
    )
    .option(
      '--device <device>',
      'the GPU that tensorflow takes, by its index, or cpu for none',
      tensorflowDevice,
    )
    .option('--no-memory-growth', 'let tensorflow take all memory of its GPU at once')
    .option('--tf32', 'let tensorflow round the factors of products on its GPU to TF32')
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

function tensorflowDevice(text: string): number | 'cpu' {
  if (text === 'cpu') return text;
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('wants cpu or the index of a GPU.');
}
