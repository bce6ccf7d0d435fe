/** Files of weights by their extension: a row for each format. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkOptions, type OptionNames } from 'sk-core';
import { type FileLimits, fileLimits } from '../../fileLimits.js';
import { ModelFileError } from '../../modelFileError.js';
import type { WeightSource } from '../../weights/weightSource.js';
import { systemReason } from '../files/systemReason.js';
import { completeFolder } from '../files/writeFolderAtomically.js';
import { openHdf5 } from '../keras/openHdf5.js';
import { openKerasWeights } from '../keras/openKerasWeights.js';
import { openCaffemodel } from './openCaffemodel.js';
import { openSafetensors } from './openSafetensors.js';
import { openShardedSafetensors } from './openShardedSafetensors.js';
import { openTfjsWeights } from './openTfjsWeights.js';
import { isTorchName, refuseForeign } from './refuseForeign.js';

export interface OpenWeightsOptions {
  /** Allows more work than {@link FileLimits} say, for a file that is trusted. */
  readonly limits?: Partial<FileLimits>;
}

const optionNames: OptionNames<OpenWeightsOptions> = { limits: true };

interface WeightFormat {
  /** What the file's name ends with; the first row that does is taken. */
  readonly ending: string;
  readonly open: (path: string, limits: FileLimits) => Promise<WeightSource>;
}

const formats: readonly WeightFormat[] = [
  { ending: '.safetensors', open: openSafetensors },
  { ending: '.safetensors.index.json', open: openShardedSafetensors },
  { ending: '.json', open: openTfjsWeights },
  { ending: '.keras', open: openKerasWeights },
  { ending: '.h5', open: (path, limits) => openHdf5(path, { limits }) },
  { ending: '.hdf5', open: (path, limits) => openHdf5(path, { limits }) },
  { ending: '.caffemodel', open: openCaffemodel },
];

/** What stands for a folder's weights, the first that is there. */
const inFolder = ['model.safetensors', 'model.safetensors.index.json', 'model.json'] as const;

/**
 * Opens the weights in a file, or in a folder that holds one of model.safetensors, its index of shards, model.json or a
 * single file of a known kind. Close it after use.
 *
 * @throws ModelFileError for what is missing, unknown, damaged or hostile; of a pointer of Git LFS, a page and a pickle of
 * PyTorch it says what they are
 */
export async function openWeights(path: string, options: OpenWeightsOptions = {}): Promise<WeightSource> {
  checkOptions('openWeights: options', options, optionNames);
  const limits = fileLimits('openWeights', options.limits);
  const file = await findFile(path);
  await refuseForeign(file);
  const format = formats.find(({ ending }) => file.toLowerCase().endsWith(ending));
  if (format !== undefined) return await format.open(file, limits);
  if (/\.bin$/i.test(file) && existsSync(join(dirname(file), 'model.json'))) {
    throw new ModelFileError(
      file,
      'holds weights of a model of TensorFlow.js: give its folder, or its model.json',
    );
  }
  throw new ModelFileError(
    file,
    `is of no known kind: wants ${formats.map(({ ending }) => `*${ending}`).join(', ')}`,
  );
}

async function findFile(path: string): Promise<string> {
  const folder = completeFolder(path);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw new ModelFileError(path, error.code === 'ENOENT' ? 'there is no such file' : systemReason(error), {
      cause: error,
    });
  });
  if (names === undefined) return path;
  const usual = inFolder.find((name) => existsSync(join(folder, name)));
  if (usual !== undefined) return join(folder, usual);
  const known = names.filter((name) => formats.some(({ ending }) => name.toLowerCase().endsWith(ending)));
  const [only = names.find(isTorchName)] = known;
  if (known.length < 2 && only !== undefined) return join(folder, only);
  const found = known.length === 0 ? 'no file of weights' : `${known.length} of them`;
  throw new ModelFileError(path, `wants one file of weights in it (${inFolder.join(', ')}), has ${found}`);
}
