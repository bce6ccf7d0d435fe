/** `sk-viz architecture`: a network as a block diagram. */
import { join } from 'node:path';
import { jsonText } from 'sk-io';
import { checkTarget, exitCodes, startSoonestBackend } from 'sk-io/command';
import { checkModelName, isModelPath, modelPlace } from 'sk-io/node';
import type { ArchitectureData } from '../../measure/architecture/architectureData.js';
import { architectureCsv } from '../../measure/architecture/architectureFiles.js';
import { architectureOf } from '../../measure/architecture/architectureOf.js';
import { openModel } from '../../node/openModel.js';
import { writeWhole } from '../../node/writeFile.js';
import { architectureFigure } from '../../report/sections/architectureSection.js';
import { writeFolder } from '../parts/writeFolder.js';
import type { ArchitectureOptions } from './options.js';

/** Writes the diagram with its data and returns the exit code. */
export async function runArchitecture(options: ArchitectureOptions): Promise<number> {
  checkTarget(options.out, 'folder');
  const data = await read(options.model);
  await writeWhole(join(options.out, 'architecture.json'), jsonText(data));
  await writeWhole(join(options.out, 'architecture.csv'), architectureCsv(data));
  await writeFolder([architectureFigure(data)], options, ['architecture.json', 'architecture.csv']);
  return exitCodes.ok;
}

/** @throws ModelError for an unknown name; DataError, ModelFileError for a path without a model that can be read */
async function read(model: string): Promise<ArchitectureData> {
  if (!isModelPath(model)) {
    checkModelName(model);
    return architectureOf(model);
  }
  modelPlace(model);
  await startSoonestBackend();
  const opened = await openModel(model);
  try {
    return { ...architectureOf(opened.model), model: opened.name };
  } finally {
    opened.model.dispose();
  }
}
