/** The weights in a .keras file, without its model. */
import type { FileLimits } from '../../fileLimits.js';
import type { WeightSource } from '../../weights/weightSource.js';
import { readHdf5 } from './openHdf5.js';
import { readKerasZip } from './readKerasZip.js';

/** @throws ModelFileError */
export async function openKerasWeights(path: string, limits?: FileLimits): Promise<WeightSource> {
  const zip = await readKerasZip(path);
  return await readHdf5(zip['model.weights.h5'], `${path}: model.weights.h5`, {
    ...(limits && { limits }),
  });
}
