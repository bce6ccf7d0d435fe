/** The trained model that a run begins with, wherever its weights are. */
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

/** The place that `--from` names, found and not yet opened. */
export interface BasePlace {
  /** The value of the option, as the user wrote it. */
  readonly source: string;
  /** A model that is saved whole, or the path of weights on this machine. */
  readonly kind: 'saved' | 'weights';
  readonly path: string;
  /** The name of the network that the weights have to be of. */
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
 * Finds what `--from` names, and downloads it where it is elsewhere. Needs no backend.
 *
 * @param network The name of its network, where the user says it.
 * @throws UsageError, ModelError, ModelFileError where there is nothing.
 */
export async function findBase(source: string, network?: string): Promise<BasePlace> {
  if (isSaved(source)) return { source, kind: 'saved', path: source, network };
  if (existsSync(source)) return { source, kind: 'weights', path: source, network };
  if (registry.has(source)) {
    const path = await localWeights(trainedWeights(source), {});
    return { source, kind: 'weights', path, network: network ?? source };
  }
  // A word alone is no path, no URL and no owner/name.
  if (/^\w+$/.test(source)) checkModelName(source);
  return { source, kind: 'weights', path: await localWeights(source, {}), network };
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

function trainedWeights(name: string): string {
  const weights = trainedNetworks.get(name);
  if (weights !== undefined) return weights;
  throw new UsageError(
    `--from ${name}: no trained weights of this network are known by name (they are of ${[...trainedNetworks.keys()].join(', ')}): name a run, a folder or a file, or begin with random weights by --model ${name}`,
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
        `its weights have the sha256 ${digest}, and the recipe wants those with ${sha256} (from)`,
      );
    }
    return { model, preprocessing, origin: { source, sha256: digest }, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

async function load({ source, kind, path, network }: BasePlace): Promise<LayersModel> {
  if (kind === 'weights')
    return await openNetwork(path, source, network === undefined ? {} : { model: network });
  const { model, folder } = await openSavedModel(path, { onNote: printNote });
  if (folder !== source) printNote(`from: ${folder}`);
  return model;
}

function check(
  model: LayersModel,
  { source, network }: BasePlace,
): { readonly preprocessing: Preprocessing } {
  const { skModel, preprocessing } = modelMetadata(model);
  if (network !== undefined && network !== skModel) {
    throw new UsageError(
      `--model ${network}: ${source} holds ${skModel ?? `'${model.name}', which is no network of the registry`}: leave --model out`,
    );
  }
  if (preprocessing !== undefined) return { preprocessing };
  throw new ModelError(
    `--from ${source}: the model does not say how images become its input: sk-train import ${source} --preprocessing imagenet|tf|unit|none|file.json --out <folder> writes it down, then --from that folder`,
  );
}
