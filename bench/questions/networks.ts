/** The task that SKNet-50 and ResNeXt-50 share. */
import type { Task } from '../harness/run/task.js';
import type { NetworkWork } from '../harness/work/work.js';

/** Batches of the plans for GPUs. */
export const gpuBatches = [32, 64, 128] as const;

/** Returns both networks in turns, ResNeXt-50 as the base. */
export function networkTask(kind: NetworkWork['kind'], batch: number): Task {
  const resnext: NetworkWork = { kind, network: 'resnext50', batch };
  return { works: [{ ...resnext, network: 'sknet50' }, resnext], base: resnext };
}
