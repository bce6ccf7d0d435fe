/** Makes a network of the registry with the weights of a file, and with what stands beside them. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  type FittingModel,
  loadWeights,
  ModelFileError,
  type TimmConfig,
  timmMetadata,
  type WeightSource,
} from 'sk-io';
import { printNote } from 'sk-io/command';
import { timmConfigBeside } from 'sk-io/node';
import { createModel, findEntry, withMetadata } from 'sk-models';
import { viewOptions } from '../parts/viewOptions.js';
import type { ChosenNetwork } from './chooseNetwork.js';
import type { NetworkOptions } from './options.js';

/** @throws ModelFileError where weights, options and what stands beside the weights do not agree. */
export async function loadNetwork(
  source: WeightSource,
  weights: string,
  { name, fit }: ChosenNetwork,
  options: NetworkOptions,
): Promise<LayersModel> {
  const { classes, newClassifier = false, allowNonFinite = false } = options;
  if (!newClassifier) checkClasses(weights, classes, fit);
  const config = await timmConfigBeside(source.what);
  if (config?.numClasses !== undefined && fit !== undefined && config.numClasses !== fit.numClasses) {
    throw new ModelFileError(
      config.file,
      `says that there are ${config.numClasses} classes, and the weights tell ${fit.numClasses} apart: it is of other weights`,
    );
  }
  const numClasses = classes ?? fit?.numClasses;
  const network = createModel(name, {
    seed: 1,
    ...(numClasses !== undefined && { numClasses }),
    inputShape: inputShape(name, fit, config, options),
  });
  try {
    await loadWeights(network, source, {
      ...{ newClassifier, allowNonFinite, adaptInput: options.channels !== undefined },
      ...viewOptions(options),
      onNote: printNote,
    });
    describeInput(network, config, fit, options);
    return network;
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** Checks --classes against the weights. @throws ModelFileError in the words of the command; the library has its own */
function checkClasses(weights: string, wanted: number | undefined, fit: FittingModel | undefined): void {
  if (wanted === undefined || fit === undefined || fit.numClasses === wanted) return;
  throw new ModelFileError(
    weights,
    `tells ${fit.numClasses} classes apart, got --classes ${wanted}: leave it out, or add --new-classifier and train that anew`,
  );
}

function inputShape(
  name: string,
  fit: FittingModel | undefined,
  config: TimmConfig | undefined,
  { channels }: NetworkOptions,
): readonly [height: number, width: number, channels: number] {
  const [height, width, usual] = findEntry(name).defaults.inputShape;
  const [tall, wide] = config?.size ?? [height, width];
  return [tall, wide, channels ?? fit?.channels ?? usual];
}

/** Writes what timm's file says into the model, and says what a user would not expect. */
function describeInput(
  network: LayersModel,
  config: TimmConfig | undefined,
  fit: FittingModel | undefined,
  options: NetworkOptions,
): void {
  const channels = network.inputs[0]?.shape.at(-1);
  if (fit !== undefined && channels !== fit.channels) {
    printNote(
      `the first convolution reads ${channels} channels in place of the weights' ${fit.channels}, adapted as timm does`,
    );
  }
  if (channels !== 1 && channels !== 3) {
    printNote(`images have 1 or 3 channels, and the model reads ${channels}: it is for arrays of your own`);
  }
  if (config === undefined) return;
  const ownPreprocessing = options.preprocessing !== undefined;
  const metadata = timmMetadata(network, config, { ownPreprocessing });
  withMetadata(network, metadata);
  printNote(`${config.file}: took ${Object.keys(metadata).join(' and ') || 'nothing'} from it`);
}
