/** `sk-train import`: weights from elsewhere in a network of the registry, or a whole model, as a model folder. */
import { basename } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type FittingModel, fittingModels, loadWeights, ModelFileError, type WeightSource } from 'sk-io';
import { checkTarget, exitCodes, printResult, startSoonestBackend, UsageError } from 'sk-io/command';
import { loadKeras, openWeights, saveModel } from 'sk-io/node';
import { createModel, registry } from 'sk-models';
import { localWeights } from '../parts/localWeights.js';
import type { ImportCommandOptions } from './options.js';

/** Writes the model folder and returns the exit code. */
export async function runImport(weights: string, options: ImportCommandOptions): Promise<number> {
  const { out, newClassifier = false } = options;
  checkTarget(out, 'folder');
  const path = await localWeights(weights, options);
  await startSoonestBackend();
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

/** Checks --classes against the weights. @throws ModelFileError in the words of the command; the library has its own */
function checkClasses(weights: string, wanted: number | undefined, chosen: FittingModel | undefined): void {
  if (wanted === undefined || chosen === undefined || chosen.numClasses === wanted) return;
  throw new ModelFileError(
    weights,
    `tells ${chosen.numClasses} classes apart, got --classes ${wanted}: leave it out, or add --new-classifier and train that anew`,
  );
}

/** Returns the network that the file names or is called after; where it does not fit that one, all that it fits. */
function candidates(
  source: WeightSource,
  weights: string,
  model: string | undefined,
): readonly FittingModel[] {
  if (model !== undefined) return fittingModels(source, [model]);
  const { metadata } = source as { readonly metadata?: ReadonlyMap<string, string> };
  const words = [source.what, weights].flatMap((path) => /^\w+/.exec(basename(path)) ?? []);
  const hints = [metadata?.get('skModel') ?? '', ...words].filter((name) => registry.has(name));
  const [hinted] = fittingModels(source, hints);
  return hinted === undefined ? fittingModels(source) : [hinted];
}

/** Loads a file of Keras or TensorFlow.js with the model that it describes. @throws UsageError for other files */
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
