/** Files that fit no network of the registry: models that describe themselves, or nothing that can be imported. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelFileError, nearestModel, type WeightSource } from 'sk-io';
import { UsageError } from 'sk-io/command';
import { loadKeras } from 'sk-io/node';
import { limitsOf } from '../parts/limitOption.js';
import { viewOptions } from '../parts/viewOptions.js';
import type { NetworkOptions } from './options.js';

/**
 * Loads a file of Keras or TensorFlow.js with the model that it describes.
 *
 * @throws ModelFileError for other files, with the nearest network and what differs; UsageError where none is near.
 */
export async function loadWhole(
  path: string,
  source: WeightSource,
  weights: string,
  options: NetworkOptions,
): Promise<LayersModel> {
  const { allowNonFinite = false, channels } = options;
  const isWhole = [path, source.what].some((file) => /\.(keras|h5|hdf5)$|(^|[/\\])model\.json$/i.test(file));
  if (isWhole) {
    if (channels !== undefined) {
      throw new UsageError(`${weights}: is a model of its own, and --channels is of networks by name`);
    }
    return await loadKeras(path, { allowNonFinite, ...limitsOf(options) });
  }
  const near = nearestModel(source, undefined, viewOptions(options));
  if (near === undefined) {
    throw new UsageError(
      `${weights}: fits no network as it is: say which it is of with --model, and what differs is listed`,
    );
  }
  const under = near.prefixes.length === 0 ? '' : ` under ${near.prefixes.join(', ')}`;
  throw new ModelFileError(
    weights,
    `fits no network; the nearest is ${near.name} (${near.names} names${under}): ${near.differences}`,
  );
}
