/** `sk-train import`: weights from elsewhere in a network of the registry, or a whole model, as a model folder. */
import { checkTarget, exitCodes, printJson, printResult, startSoonestBackend } from 'sk-io/command';
import { checkModelName, checkReplaceable, saveModel } from 'sk-io/node';
import { applyInputOptions } from '../parts/applyInputOptions.js';
import { localWeights } from '../parts/localWeights.js';
import { viewOptions } from '../parts/viewOptions.js';
import { openNetwork } from './openNetwork.js';
import type { ImportCommandOptions } from './options.js';

/** Writes the model folder and returns the exit code. */
export async function runImport(weights: string, options: ImportCommandOptions): Promise<number> {
  const { out, newClassifier = false, json } = options;
  checkTarget(out, 'folder');
  await checkReplaceable(out);
  if (options.model !== undefined) checkModelName(options.model);
  viewOptions(options);
  const path = await localWeights(weights, options);
  await startSoonestBackend();
  const network = await openNetwork(path, weights, options);
  try {
    await applyInputOptions(network, options);
    await saveModel(network, out);
    const head = newClassifier ? ', its classifier NOT TRAINED' : '';
    const { name, weights: variables } = network;
    if (json) printJson({ out, model: name, weights: variables.length, source: path, newClassifier });
    else printResult(`${out}: ${name}, ${variables.length} weights of ${path}${head}`);
    return exitCodes.ok;
  } finally {
    network.dispose();
  }
}
