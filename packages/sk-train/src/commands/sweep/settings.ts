/** The options of a sweep that each of its runs gets. */
import { availableParallelism } from 'node:os';
import { commitHere } from './children/commitHere.js';
import type { SweepSettings } from './children/trainRun.js';
import type { SweepCommandOptions } from './options.js';

export interface SweepFolders {
  readonly out: string;
  readonly data: string;
  readonly results: string;
}

/** Returns what all runs of a sweep have in common; several at a time share the cores. */
export function settingsOf(
  { out, data, results }: SweepFolders,
  options: SweepCommandOptions,
  note: (text: string) => void,
  signal: AbortSignal,
): SweepSettings {
  const { backend, adapter, power, allowSoftware, workers, maxUnreadable, cache, processes } = options;
  const cores = Math.max(1, Math.min(4, Math.floor(availableParallelism() / processes)));
  const threads = options.threads ?? (processes > 1 ? cores : undefined);
  const decoders = workers ?? (processes > 1 ? cores : undefined);
  const given = (name: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [name, `${value}`];
  return {
    ...{ out, data, signal, commit: commitHere(results), note },
    fitOptions: ['--checkpoint-every', `${options.checkpointEvery}`, '--keep', `${options.keep}`],
    options: [
      ...given('--backend', backend),
      ...given('--threads', threads),
      ...given('--adapter', adapter),
      ...given('--power', power),
      ...(allowSoftware ? ['--allow-software'] : []),
      ...given('--workers', decoders),
      ...given('--max-unreadable', maxUnreadable),
      ...(cache === false ? ['--no-cache'] : given('--cache', cache)),
    ],
  };
}
