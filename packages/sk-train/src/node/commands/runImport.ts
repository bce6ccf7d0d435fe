/** `sk-train import`: weights from elsewhere into a network of ours, or a whole model, as a folder of TensorFlow.js. */
import { basename } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type FittingModel, fittingModels, loadWeights, ModelFileError, type WeightSource } from 'sk-io';
import { loadKeras, openWeights, saveModel } from 'sk-io/node';
import { createModel, registry } from 'sk-models';
import { exitCodes, UsageError } from '../exitCodes.js';
import type { ImportCommandOptions } from './importCommand.js';
import { startQuickest } from './startQuickest.js';
import { printResult } from './terminal.js';
import { localWeights } from './weightsSource.js';

/** @returns the exit code */
export async function runImport(weights: string, options: ImportCommandOptions): Promise<number> {
  const { out, newClassifier = false } = options;
  const path = await localWeights(weights, options);
  await startQuickest();
  const network = await makeNetwork(path, weights, options);
  try {
    await saveModel(network, out);
    const head = newClassifier ? ', its classifier NOT TRAINED' : '';
    printResult(`${out}: ${network.name}, ${network.weights.length} weights of ${path}${head}`);
    return exitCodes.ok;
  } finally {
    network.dispose();
  }
}

async function makeNetwork(
  path: string,
  weights: string,
  { model, classes, newClassifier = false }: ImportCommandOptions,
): Promise<LayersModel> {
  const source = await openWeights(path);
  try {
    const fitting = candidates(source, weights, model);
    const isOne = new Set(fitting.map(({ name }) => name)).size === 1;
    const chosen = isOne ? fitting[0] : undefined;
    const name = model ?? chosen?.name;
    if (name === undefined) return await loadWhole(path, source, weights, fitting);
    if (!newClassifier) checkClasses(weights, classes, chosen);
    const numClasses = classes ?? chosen?.numClasses;
    const network = createModel(name, { seed: 1, ...(numClasses !== undefined && { numClasses }) });
    try {
      await loadWeights(network, source, { newClassifier });
      return network;
    } catch (error) {
      network.dispose();
      throw error;
    }
  } finally {
    await source.close();
  }
}

/** @throws ModelFileError in the words of the command; the library has its own. */
function checkClasses(weights: string, wanted: number | undefined, chosen: FittingModel | undefined): void {
  if (wanted === undefined || chosen === undefined || chosen.numClasses === wanted) return;
  throw new ModelFileError(
    weights,
    `tells ${chosen.numClasses} classes apart, got --classes ${wanted}: leave it out, or add --new-classifier and train that anew`,
  );
}

/** What the file says that it is, or is called; where it does not fit that, all that it fits. */
function candidates(
  source: WeightSource,
  weights: string,
  model: string | undefined,
): readonly FittingModel[] {
  if (model !== undefined) return fittingModels(source, [model]);
  const { metadata } = source as { readonly metadata?: ReadonlyMap<string, string> };
  const words = [source.what, weights].map((path) => basename(path).split(/[^\w]/)[0] as string);
  const hints = [metadata?.get('skModel') ?? '', ...words].filter((name) => registry.has(name));
  const [hinted] = fittingModels(source, hints);
  return hinted === undefined ? fittingModels(source) : [hinted];
}

/** Files of Keras and of TensorFlow.js say what they are the weights of. */
async function loadWhole(
  path: string,
  { what }: WeightSource,
  weights: string,
  fitting: readonly FittingModel[],
): Promise<LayersModel> {
  const isWhole = [path, what].some((file) => /\.(keras|h5|hdf5)$|(^|[/\\])model\.json$/i.test(file));
  if (fitting.length === 0 && isWhole) return await loadKeras(path);
  const found = fitting.map(({ name }) => name).join(', ');
  throw new UsageError(
    found === ''
      ? `${weights}: fits no network as it is: say which it is of with --model, and what differs is listed`
      : `${weights}: fits ${found}: say which with --model`,
  );
}
