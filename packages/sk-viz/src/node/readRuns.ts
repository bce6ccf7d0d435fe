/** The logs of runs, for curves that are compared. */
import { basename, resolve } from 'node:path';
import { DataError } from 'sk-io';
import { readLog } from 'sk-io/node';
import type { TrainingRun } from '../figures/trainingRun.js';

/**
 * Reads the log of each run. A run is named after its folder, or by its path where two folders have one name.
 *
 * @throws DataError where a folder has no log, or one without a record; TrainingLogError for a broken one.
 */
export function readRuns(folders: readonly string[]): readonly TrainingRun[] {
  const names = folders.map((folder) => basename(resolve(folder)));
  return folders.map((folder) => {
    const records = readLog(folder);
    if (records === undefined) throw new DataError(`${folder}: has no log: wants the folder of a run`);
    if (records.length === 0)
      throw new DataError(`${folder}: its log has no record yet: train a few steps first`);
    const name = basename(resolve(folder));
    const isAmbiguous = names.indexOf(name) !== names.lastIndexOf(name);
    return { name: isAmbiguous ? folder : name, records };
  });
}
