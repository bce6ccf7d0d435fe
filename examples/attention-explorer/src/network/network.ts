/** A network that can be looked into: the model, its view with attention, and how images become its input. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelFromFiles } from 'sk-io';
import {
  type AttentionModel,
  attentionModel,
  describeModel,
  modelMetadata,
  type Preprocessing,
} from 'sk-models';
import { plainPreprocessing } from 'sk-viz';

/** The bytes of model.json and its weights, by name. */
export type Files = ReadonlyMap<string, Uint8Array>;

export interface Network {
  readonly title: string;
  readonly model: LayersModel;
  readonly observed: AttentionModel;
  readonly preprocessing: Preprocessing;
  /** Learnable ones. */
  readonly parameters: number;
  readonly macs: number;
  /** To make it again on another backend. */
  readonly files: Files;
}

/**
 * On the backend in use.
 * @throws ModelFileError, ModelError in words for users: a broken file, a model without SK units or of other inputs.
 */
export function openNetwork(files: Files, title: string): Network {
  const model = modelFromFiles(files);
  try {
    const observed = attentionModel(model);
    const { parameters, macs } = describeModel(model);
    const preprocessing = modelMetadata(model).preprocessing ?? plainPreprocessing(model);
    checkInput(model, preprocessing);
    return { title, model, observed, preprocessing, parameters, macs, files };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** What the model says about its images must be what it reads. */
function checkInput({ inputs }: LayersModel, { size, channels }: Preprocessing): void {
  const [, ...reads] = inputs[0]!.shape;
  const made = [...size, channels];
  const fits = reads.length === 3 && reads.every((extent, i) => extent === null || extent === made[i]);
  if (fits && inputs.length === 1) return;
  throw new Error(
    `The model reads [${reads.join(', ')}], and says that its images are [${made.join(', ')}]: height, width and channels must agree.`,
  );
}
