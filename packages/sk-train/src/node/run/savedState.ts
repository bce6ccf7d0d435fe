/** What a checkpoint's state.json says: where the run stands, and what it must still be when it goes on. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { TrainingState } from '../../fit/trainingState.js';
import { parseJson, RunError } from './runFolder.js';

/** What a run must still be when it goes on. */
export interface RunIdentity {
  readonly recipeHash: string;
  readonly classNames: readonly string[];
  /** Images in the training set. */
  readonly trainImages: number;
  readonly backend: string;
}

export interface SavedState extends RunIdentity {
  readonly state: TrainingState;
  /** The name of the checkpoint that was the best when this one was written. */
  readonly best?: string | undefined;
}

/** The names of checkpoints; the group is the step. */
export const namePattern: RegExp = /^step-(\d{8,})$/;

const stateFile = z.object({
  version: z.literal(1),
  recipeHash: z.string(),
  classNames: z.array(z.string()),
  trainImages: z.number(),
  backend: z.string(),
  best: z.string().regex(namePattern).optional(),
  state: z.object({
    step: z.int().min(0),
    epoch: z.int().min(0),
    batch: z.int().min(0),
    lossSum: z.number(),
    correct: z.number(),
    images: z.number(),
    seconds: z.number(),
    bestAccuracy: z.number(),
  }),
});

/** The text of a state.json. */
export function stateText(saved: SavedState): string {
  return `${JSON.stringify({ version: 1, ...saved }, null, 2)}\n`;
}

/** @throws RunError where the state is not one that this version writes */
export async function readState(folder: string): Promise<SavedState> {
  const path = join(folder, 'state.json');
  const parsed = stateFile.safeParse(parseJson(await readFile(path, 'utf8'), path));
  if (!parsed.success) throw new RunError(`${path}: not a state that this version of sk-train can read`);
  return parsed.data;
}
