/** Whether a training step fits into the backend's memory, asked before the first one. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type BackendMemory, pluginOf } from 'sk-core';
import { trainingBytes } from 'sk-models';
import type { Recipe } from '../recipe/recipe.js';

/** Thrown before the first step where a batch cannot fit. */
export class TrainingMemoryError extends Error {
  override readonly name = 'TrainingMemoryError';
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

type MemorySettings = Pick<Recipe, 'batchSize' | 'accumulate'> &
  Partial<Pick<Recipe, 'optimizer' | 'ema' | 'precision'>>;

/** Returns how often the weights are held besides what SGD with momentum holds. */
function moreCopies({ optimizer, ema, precision }: MemorySettings): number {
  const ofOptimizer = optimizer === undefined || optimizer.kind === 'sgd' ? 0 : 1;
  // Gradients are held with the scale of the loss and without it.
  return ofOptimizer + (ema === undefined ? 0 : 1) + (precision === 'mixed' ? 1 : 0);
}

/**
 * Does nothing where the current backend's plug-in tells no limit.
 * @param settings these alone, or a whole recipe
 * @throws TrainingMemoryError with the sizes and the batch that would fit
 */
export function checkTrainingMemory(
  model: LayersModel,
  settings: MemorySettings,
  memory: BackendMemory | undefined = pluginOf()?.memory?.(),
): void {
  if (memory === undefined) return;
  const { batchSize, accumulate } = settings;
  const available = memory.limitBytes - memory.usedBytes;
  const part = Math.ceil(batchSize / accumulate);
  const bytesFor = (images: number): number => trainingBytes(model, images, moreCopies(settings));
  const needed = bytesFor(part);
  if (needed <= available) return;
  const fitting = largestFitting(bytesFor, part, available);
  const sizes = `a step of ${part} images of "${model.name}" needs about ${gigabytes(needed)}, and ${gigabytes(available)} of ${gigabytes(memory.limitBytes)} are free`;
  const advice =
    fitting === 0
      ? 'not even one image fits: take a smaller model or smaller images'
      : `take --batch-size ${fitting}, or keep the batch and add --accumulate ${Math.ceil(batchSize / fitting)}`;
  throw new TrainingMemoryError(`out of memory before the first step: ${sizes}; ${advice}`);
}

function largestFitting(bytesFor: (images: number) => number, below: number, available: number): number {
  let batch = below;
  while (batch > 0 && bytesFor(batch) > available) batch = Math.floor(batch / 2);
  return batch;
}
