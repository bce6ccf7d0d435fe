/** Names of everything in the folder of a training run. No other file of the project states them. */
import { join } from 'node:path';

type RunPart = 'recipe' | 'jsonl' | 'csv' | 'checkpoints' | 'best' | 'lock';

/** Paths of the parts of a run. */
export const runPaths: { readonly [part in RunPart]: (run: string) => string } = {
  recipe: (run) => join(run, 'recipe.json'),
  jsonl: (run) => join(run, 'log.jsonl'),
  csv: (run) => join(run, 'log.csv'),
  checkpoints: (run) => join(run, 'checkpoints'),
  best: (run) => join(run, 'best.json'),
  lock: (run) => join(run, 'lock'),
};

/** Files of a model folder. */
export const modelFiles = { topology: 'model.json', weights: 'weights.bin' } as const;

/** Files that a checkpoint adds to a model folder: optimiser, position in the run, and the manifest that proves all. */
export const checkpointFiles = {
  optimizer: 'optimizer.bin',
  state: 'state.json',
  manifest: 'manifest.json',
} as const;

/** Matches the name of a checkpoint's folder; the group is the step. */
export const checkpointPattern: RegExp = /^step-(\d{8,})$/;

/** Returns the name of the checkpoint at a step. */
export const checkpointName = (step: number): string => `step-${String(step).padStart(8, '0')}`;
