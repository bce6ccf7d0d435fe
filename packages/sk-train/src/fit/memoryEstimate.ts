/** Whether a training step fits into the backend's memory, asked before the first one. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type BackendMemory, pluginOf } from 'sk-core';
import { trainingBytes } from 'sk-models';

/** Thrown before the first step where a batch cannot fit. */
export class TrainingMemoryError extends Error {
  override readonly name = 'TrainingMemoryError';
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

/**
 * Does nothing where the current backend's plug-in tells no limit.
 * @throws TrainingMemoryError with the sizes and the batch that would fit
 */
export function checkTrainingMemory(
  model: LayersModel,
  batchSize: number,
  accumulate: number,
  memory: BackendMemory | undefined = pluginOf()?.memory?.(),
): void {
  if (memory === undefined) return;
  const available = memory.limitBytes - memory.usedBytes;
  const part = Math.ceil(batchSize / accumulate);
  const needed = trainingBytes(model, part);
  if (needed <= available) return;
  const fitting = largestFitting(model, part, available);
  const sizes = `a step of ${part} images of "${model.name}" needs about ${gigabytes(needed)}, and ${gigabytes(available)} of ${gigabytes(memory.limitBytes)} are free`;
  const advice =
    fitting === 0
      ? 'not even one image fits: take a smaller model or smaller images'
      : `take --batch-size ${fitting}, or keep the batch and add --accumulate ${Math.ceil(batchSize / fitting)}`;
  throw new TrainingMemoryError(`out of memory before the first step: ${sizes}; ${advice}`);
}

function largestFitting(model: LayersModel, below: number, available: number): number {
  let batch = below;
  while (batch > 0 && trainingBytes(model, batch) > available) batch = Math.floor(batch / 2);
  return batch;
}
