/** Reads files that other programs write beside the weights of a model. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readTeachableMachine, type TeachableMachineFile } from '../../formats/metadata/teachableMachine.js';
import { readTimmConfig, type TimmConfig } from '../../formats/metadata/timmConfig.js';
import { readJsonFile } from '../files/readTextFile.js';

export const teachableMachineName = 'metadata.json';
export const timmConfigName = 'config.json';

/**
 * Reads Teachable Machine's metadata.json in a model folder.
 *
 * @returns Undefined where there is none, or one of another program.
 * @throws ModelFileError for a broken one.
 */
export async function teachableMachineBeside(folder: string): Promise<TeachableMachineFile | undefined> {
  const path = join(folder, teachableMachineName);
  return existsSync(path) ? readTeachableMachine(await readJsonFile(path), path) : undefined;
}

/**
 * Reads timm's config.json beside a file of weights.
 *
 * @returns Undefined where there is none, or one of another program.
 * @throws ModelFileError for a broken one.
 */
export async function timmConfigBeside(weights: string): Promise<TimmConfig | undefined> {
  const path = join(dirname(weights), timmConfigName);
  return existsSync(path) ? readTimmConfig(await readJsonFile(path), path) : undefined;
}
