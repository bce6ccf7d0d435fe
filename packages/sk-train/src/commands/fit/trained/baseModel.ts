/** A trained model that a run begins with or learns from, wherever its weights are. */
import { existsSync } from 'node:fs';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelFileError } from 'sk-io';
import { printNote, UsageError } from 'sk-io/command';
import { checkModelName, isRun, modelPlace, openSavedModel, trainedNetworks } from 'sk-io/node';
import { ModelError, modelMetadata, type Preprocessing, registry } from 'sk-models';
import { weightsDigest } from '../../../node/weightsDigest.js';
import type { Origin } from '../../../recipe/recipe.js';
import { openNetwork } from '../../import/openNetwork.js';
import { localWeights } from '../../parts/localWeights.js';

/** The option that names a model. */
export type PlaceOption = '--from' | '--teacher';

/** The place that an option names, found and not yet opened. */
export interface BasePlace {
  /** The value of the option, as the user wrote it. */
  readonly source: string;
  readonly option: PlaceOption;
  /** A model that is saved whole, or the path of weights on this machine. */
  readonly kind: 'saved' | 'weights';
  readonly path: string;
  /** The name of the network that the weights have to be of. */
  readonly network?: string | undefined;
}

interface FindOptions {
  readonly option?: PlaceOption;
  /** The name of its network, where the user says it. */
  readonly network?: string | undefined;
}

export interface BaseModel {
  readonly model: LayersModel;
  readonly preprocessing: Preprocessing;
  readonly origin: Origin;
  /** Disposes of the model. A second call does nothing. */
  readonly dispose: () => void;
}

/**
 * Finds what an option names, and downloads it where it is elsewhere. Needs no backend.
 *
 * @throws UsageError, ModelError, ModelFileError where there is nothing.
 */
export async function findBase(
  source: string,
  { option = '--from', network }: FindOptions = {},
): Promise<BasePlace> {
  const place = { source, option, network };
  if (isSaved(source)) return { ...place, kind: 'saved', path: source };
  if (existsSync(source)) return { ...place, kind: 'weights', path: source };
  if (registry.has(source)) {
    const path = await localWeights(trainedWeights(source, option), {});
    return { ...place, kind: 'weights', path, network: network ?? source };
  }
  // A word alone is no path, no URL and no owner/name.
  if (/^\w+$/.test(source)) checkModelName(source);
  return { ...place, kind: 'weights', path: await localWeights(source, {}) };
}

function isSaved(path: string): boolean {
  if (isRun(path)) return true;
  try {
    modelPlace(path);
    return true;
  } catch {
    return false;
  }
}

function trainedWeights(name: string, option: PlaceOption): string {
  const weights = trainedNetworks.get(name);
  if (weights !== undefined) return weights;
  throw new UsageError(
    `${option} ${name}: no trained weights of this network are known by name (they are of ${[...trainedNetworks.keys()].join(', ')}): name a run, a folder or a file${option === '--from' ? `, or begin with random weights by --model ${name}` : ''}`,
  );
}

/**
 * Opens the model; a backend is there.
 *
 * @param sha256 The digest that the weights must have; undefined where any will do.
 * @throws ModelError, ModelFileError, UsageError where it is not the wanted model, or says nothing about its images.
 */
export async function openBase(place: BasePlace, sha256?: string): Promise<BaseModel> {
  const { source } = place;
  const model = await load(place);
  let isThere = true;
  const dispose = (): void => {
    if (isThere) model.dispose();
    isThere = false;
  };
  try {
    const { preprocessing } = check(model, place);
    const digest = await weightsDigest(model);
    if (sha256 !== undefined && sha256 !== digest) {
      throw new ModelFileError(
        source,
        `its weights have the sha256 ${digest}, and the recipe wants those with ${sha256} (${place.option.slice(2)})`,
      );
    }
    return { model, preprocessing, origin: { source, sha256: digest }, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

async function load({ source, option, kind, path, network }: BasePlace): Promise<LayersModel> {
  if (kind === 'weights')
    return await openNetwork(path, source, network === undefined ? {} : { model: network });
  const { model, folder } = await openSavedModel(path, { onNote: printNote });
  if (folder !== source) printNote(`${option.slice(2)}: ${folder}`);
  return model;
}

function check(
  model: LayersModel,
  { source, option, network }: BasePlace,
): { readonly preprocessing: Preprocessing } {
  const { skModel, preprocessing } = modelMetadata(model);
  if (network !== undefined && network !== skModel) {
    throw new UsageError(
      `--model ${network}: ${source} holds ${skModel ?? `'${model.name}', which is no network of the registry`}: leave --model out`,
    );
  }
  if (preprocessing !== undefined) return { preprocessing };
  throw new ModelError(
    `${option} ${source}: the model does not say how images become its input: sk-train import ${source} --preprocessing imagenet|tf|unit|none|file.json --out <folder> writes it down, then ${option} that folder`,
  );
}
