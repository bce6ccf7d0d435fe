/** Cores and GPUs, which the ranks of one machine share out. */
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

export interface LocalPlace {
  readonly localRank: number;
  readonly localSize: number;
}

/** More threads than four gain a rank little. */
const mostThreads = 4;

/**
 * Returns the threads of a rank: its share of the cores, or the cores that its launcher has bound it to.
 *
 * @param own Cores that this process may use.
 * @param all Cores of the machine.
 */
export function threadsOfRank(
  { localSize }: LocalPlace,
  own: number = availableParallelism(),
  all: number = cpus().length,
): number {
  const share = own < all ? own : Math.floor(own / localSize);
  return Math.min(mostThreads, Math.max(1, share));
}

/** Returns the index of the GPU of a rank; undefined where there are not several. */
export function gpuOfRank({ localRank }: LocalPlace, gpus: number = gpuCount()): number | undefined {
  return gpus > 1 ? localRank % gpus : undefined;
}

/** Counts the GPUs that this process may see, as far as CUDA's driver and its variable say. */
function gpuCount(): number {
  const visible = process.env['CUDA_VISIBLE_DEVICES'];
  if (visible !== undefined) return visible.split(',').filter((name) => name.trim() !== '').length;
  try {
    return readdirSync('/proc/driver/nvidia/gpus').length;
  } catch {
    return 0;
  }
}
