/** Names of everything in the folder of a training run. No other file of the project states them. */
import { basename, dirname, join, resolve } from 'node:path';

type RunPart = 'recipe' | 'files' | 'jsonl' | 'csv' | 'events' | 'summary' | 'checkpoints' | 'best' | 'lock';

/** Paths of the parts of a run. */
export const runPaths: { readonly [part in RunPart]: (run: string) => string } = {
  recipe: (run) => join(run, 'recipe.json'),
  files: (run) => join(run, 'files.jsonl'),
  jsonl: (run) => join(run, 'log.jsonl'),
  csv: (run) => join(run, 'log.csv'),
  events: (run) => join(run, 'events.out.tfevents.0.sk-train'),
  summary: (run) => join(run, 'summary.md'),
  checkpoints: (run) => join(run, 'checkpoints'),
  best: (run) => join(run, 'best.json'),
  lock: (run) => join(run, 'lock'),
};

/** Files of a model folder. */
export const modelFiles = { topology: 'model.json', weights: 'weights.bin' } as const;

/**
 * Files that a checkpoint adds to a model folder: the optimiser's state, the average of the weights where the run has one, the
 * position in the run, and the manifest that proves all.
 */
export const checkpointFiles = {
  optimizer: 'optimizer.bin',
  ema: 'ema.bin',
  state: 'state.json',
  manifest: 'manifest.json',
} as const;

/** Matches the name of a checkpoint's folder; the group is the step. */
export const checkpointPattern: RegExp = /^step-(\d{8,})$/;

/** Returns the name of the checkpoint at a step. */
export const checkpointName = (step: number): string => `step-${String(step).padStart(8, '0')}`;

/** Returns the run that a checkpoint's folder lies in; undefined where the folder is not that of a checkpoint. */
export function runOfCheckpoint(folder: string): string | undefined {
  const place = resolve(folder);
  const run = dirname(dirname(place));
  const isCheckpoint =
    checkpointPattern.test(basename(place)) && runPaths.checkpoints(run) === dirname(place);
  return isCheckpoint ? run : undefined;
}

/** Paths of what a search for a learning rate leaves in its folder. */
export const searchPaths = { rates: (folder: string): string => join(folder, 'learning-rates.csv') } as const;
