/** Makes a model of weights from elsewhere: a network of the registry, or the one that the file itself describes. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { openWeights } from 'sk-io/node';
import { limitsOf } from '../parts/limitOption.js';
import { chooseNetwork } from './chooseNetwork.js';
import { loadDescribed } from './loadDescribed.js';
import { loadNetwork } from './loadNetwork.js';
import { loadWhole } from './loadWhole.js';
import type { NetworkOptions } from './options.js';

/**
 * @param path A file or folder on this machine.
 * @param weights The same place as the user wrote it, for messages.
 * @throws ModelFileError, UsageError where they do not fit.
 */
export async function openNetwork(
  path: string,
  weights: string,
  options: NetworkOptions,
): Promise<LayersModel> {
  const source = await openWeights(path, limitsOf(options));
  try {
    const chosen = await chooseNetwork(source, weights, options);
    if (chosen === undefined) return await loadWhole(path, source, weights, options);
    return (
      (await loadDescribed(path, source, options)) ?? (await loadNetwork(source, weights, chosen, options))
    );
  } finally {
    await source.close();
  }
}
