/** Which network of the registry the weights are of: the one that the user says, or the one that they fit. */
import { basename } from 'node:path';
import { type FittingModel, fittingModels, type WeightSource } from 'sk-io';
import { UsageError } from 'sk-io/command';
import { timmConfigBeside } from 'sk-io/node';
import { registry } from 'sk-models';
import { viewOptions } from '../parts/viewOptions.js';
import type { NetworkOptions } from './options.js';

/** A network, and how the weights fit it; a network that the user says need not fit. */
export interface ChosenNetwork {
  readonly name: string;
  readonly fit?: FittingModel;
}

/**
 * Returns the network; undefined where the weights fit none.
 *
 * @throws UsageError where they fit several.
 */
export async function chooseNetwork(
  source: WeightSource,
  weights: string,
  options: NetworkOptions,
): Promise<ChosenNetwork | undefined> {
  const { model } = options;
  const fitting = await candidates(source, weights, options);
  const [fit] = fitting;
  if (model !== undefined) return { name: model, ...(fit !== undefined && { fit }) };
  const names = new Set(fitting.map(({ name }) => name));
  if (names.size > 1)
    throw new UsageError(`${weights}: fits ${[...names].join(', ')}: say which with --model`);
  return fit === undefined ? undefined : { name: fit.name, fit };
}

/** Returns the network that the file names or is called after; where it does not fit that one, all that it fits. */
async function candidates(
  source: WeightSource,
  weights: string,
  options: NetworkOptions,
): Promise<readonly FittingModel[]> {
  const view = viewOptions(options);
  if (options.model !== undefined) return fittingModels(source, [options.model], view);
  const { metadata } = source as { readonly metadata?: ReadonlyMap<string, string> };
  const words = [source.what, weights].flatMap((path) => /^\w+/.exec(basename(path)) ?? []);
  const config = await timmConfigBeside(source.what);
  const said = [metadata?.get('skModel') ?? '', config?.architecture ?? '', ...words];
  const hints = said.filter((name) => registry.has(name));
  const [hinted] = fittingModels(source, hints, view);
  return hinted === undefined ? fittingModels(source, undefined, view) : [hinted];
}
