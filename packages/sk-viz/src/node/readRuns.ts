/** The logs of runs, for curves that are compared. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DataError } from 'sk-io';
import type { TrainingRun } from '../figures/trainingRun.js';
import { parseTrainingLog } from '../report/trainingLog.js';

/**
 * Named after their folders; by their paths where two folders are called the same.
 * @throws DataError where a folder has no log, or one without a record; TrainingLogError for a broken one.
 */
export async function readRuns(folders: readonly string[]): Promise<TrainingRun[]> {
  const names = folders.map((folder) => basename(resolve(folder)));
  return await Promise.all(
    folders.map(async (folder, i) => {
      const path = join(folder, 'log.jsonl');
      if (!existsSync(path)) {
        throw new DataError(`${folder}: no run of sk-train (log.jsonl is missing).`);
      }
      const records = parseTrainingLog(await readFile(path, 'utf8'), path);
      if (records.length === 0) throw new DataError(`${path}: no record yet; train a few steps first.`);
      const isAmbiguous = names.indexOf(names[i]!) !== names.lastIndexOf(names[i]!);
      return { name: isAmbiguous ? folder : names[i]!, records };
    }),
  );
}
