/** Settings of TensorFlow, which reads them from the environment once, when the first device is opened. */
import type { OptionNames } from 'sk-core';

export interface TensorflowSettings {
  /** Threads of one operation on the processor; by default as many as the machine has. */
  readonly threads?: number;
  /** The GPU to compute on, by its index, or 'cpu' for none; by default the first one. */
  readonly device?: number | 'cpu';
  /** Whether memory of the GPU is taken as it is needed, and not all at once; true by default. */
  readonly memoryGrowth?: boolean;
  /** Whether products on the GPU may round their factors to TF32; false by default. */
  readonly tf32?: boolean;
  /**
   * Whether malloc keeps what it has taken, in pages of 2 MB, on Linux: true by default. The memory of a process then stays at its
   * highest.
   */
  readonly largePages?: boolean;
}

export const tensorflowSettings: OptionNames<TensorflowSettings> = {
  threads: true,
  device: true,
  memoryGrowth: true,
  tf32: true,
  largePages: true,
};

const mostThreads = 1024;

let applied: string | undefined;

/**
 * Hands settings to TensorFlow. What the environment says already stays where no setting was given.
 * @throws RangeError for a value out of range, or another one than in an earlier call
 */
export function applySettings(settings: TensorflowSettings): void {
  const variables = variablesOf(settings);
  const wanted = JSON.stringify(variables);
  if (applied !== undefined && applied !== wanted) {
    throw new RangeError(
      `start: TensorFlow runs with ${applied} and takes its settings once in a process, got ${wanted}: start another process`,
    );
  }
  if (applied === undefined) {
    Object.assign(process.env, { ...defaults, ...process.env, ...variables });
  }
  applied = wanted;
}

const defaults: Readonly<Record<string, string>> = {
  TF_CPP_MIN_LOG_LEVEL: '2',
  TF_ENABLE_ONEDNN_OPTS: '1',
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  NVIDIA_TF32_OVERRIDE: '0',
};

function variablesOf({
  threads,
  device,
  memoryGrowth,
  tf32,
  largePages,
}: TensorflowSettings): Record<string, string> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= mostThreads)) {
    throw new RangeError(`start: threads wants a whole number from 1 to ${mostThreads}, got ${threads}`);
  }
  if (device !== undefined && device !== 'cpu' && !(Number.isInteger(device) && device >= 0)) {
    throw new RangeError(`start: device wants 'cpu' or the index of a GPU, got ${device}`);
  }
  return {
    ...(threads !== undefined && { TF_NUM_INTRAOP_THREADS: `${threads}` }),
    ...(device !== undefined && { CUDA_VISIBLE_DEVICES: device === 'cpu' ? '-1' : `${device}` }),
    ...(memoryGrowth !== undefined && { TF_FORCE_GPU_ALLOW_GROWTH: `${memoryGrowth}` }),
    ...(tf32 !== undefined && { NVIDIA_TF32_OVERRIDE: tf32 ? '1' : '0' }),
    ...(largePages !== undefined && { SK_LARGE_PAGES: largePages ? '1' : '0' }),
  };
}
