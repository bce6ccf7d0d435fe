/** The state.json of a checkpoint: the position of the run, and what must be the same when the run goes on. */
import { join } from 'node:path';
import type { TrainingState } from 'sk-models';
import { z } from 'zod';
import { ModelFileError } from '../../modelFileError.js';
import { readJsonFile } from '../files/readTextFile.js';
import { checkpointFiles, checkpointPattern } from '../layout/runLayout.js';

/** Facts that must be the same when a run goes on. */
export interface RunIdentity {
  readonly recipeHash: string;
  readonly classNames: readonly string[];
  /** Images in the training set. */
  readonly trainImages: number;
  readonly backend: string;
  /** Whether batch norms saw the batch of all ranks; undefined where there was one process. */
  readonly syncBatchNorm?: boolean | undefined;
}

export interface SavedState extends RunIdentity {
  readonly state: TrainingState;
  /** The name of the checkpoint that was the best when this one was written. */
  readonly best?: string | undefined;
}

const waiting = { best: z.number().optional(), waited: z.int().min(0) };
const monitored = z.object({
  best: z.number().optional(),
  earlyStopping: z.object(waiting).optional(),
  plateau: z.object({ ...waiting, cooldown: z.int().min(0), reductions: z.int().min(0) }).optional(),
});

const lossScaling = z.object({
  scale: z.number().positive(),
  goodSteps: z.int().min(0),
  skippedSteps: z.int().min(0),
});

const stateFile = z.object({
  version: z.literal(1),
  recipeHash: z.string(),
  classNames: z.array(z.string()),
  trainImages: z.number(),
  backend: z.string(),
  syncBatchNorm: z.boolean().optional(),
  best: z.string().regex(checkpointPattern).optional(),
  state: z.object({
    step: z.int().min(0),
    epoch: z.int().min(0),
    batch: z.int().min(0),
    lossSum: z.number(),
    correct: z.number(),
    images: z.number(),
    seconds: z.number(),
    bestAccuracy: z.number(),
    monitored: monitored.optional(),
    averagedBatches: z.int().min(0).optional(),
    lossScaling: lossScaling.optional(),
  }),
});

/** A hundred thousand names of classes are some megabytes. */
const maxStateBytes = 8 * 2 ** 20;

/** Returns the text of a state.json. */
export function stateText(saved: SavedState): string {
  return `${JSON.stringify({ version: 1, ...saved }, null, 2)}\n`;
}

/**
 * Reads the state of a checkpoint.
 *
 * @throws ModelFileError where the state is not one that this version writes.
 */
export async function readState(folder: string): Promise<SavedState> {
  const path = join(folder, checkpointFiles.state);
  const parsed = stateFile.safeParse(await readJsonFile(path, maxStateBytes));
  if (!parsed.success) throw new ModelFileError(path, 'is not a state that this version can read');
  return parsed.data;
}
