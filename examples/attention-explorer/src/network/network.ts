/** A network that can be looked into: the model, its view with attention, and how images become its input. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  type AttentionModel,
  attentionModel,
  describeModel,
  modelFromFiles,
  modelMetadata,
  type Preprocessing,
} from 'sk-models';

/** The bytes of model.json and its weights, by name. */
export type Files = ReadonlyMap<string, Uint8Array>;

export interface Network {
  readonly title: string;
  readonly model: LayersModel;
  readonly tapped: AttentionModel;
  readonly preprocessing: Preprocessing;
  /** Learnable ones. */
  readonly parameters: number;
  readonly multiplyAdds: number;
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
    const tapped = attentionModel(model);
    const { parameters, multiplyAdds } = describeModel(model);
    const preprocessing = modelMetadata(model).preprocessing ?? plainPreprocessing(model);
    return { title, model, tapped, preprocessing, parameters, multiplyAdds, files };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Where the model says nothing of its images: pixels from 0 to 1. */
function plainPreprocessing(model: LayersModel): Preprocessing {
  const [, height, width, channels] = model.inputs[0]?.shape ?? [];
  if (height == null || width == null || (channels !== 1 && channels !== 3)) {
    throw new Error(
      `The model reads [${model.inputs[0]?.shape.join(', ')}]; images of fixed size with 1 or 3 channels are wanted.`,
    );
  }
  const each = (value: number): number[] => new Array<number>(channels).fill(value);
  const size = [height, width] as const;
  return { size, channels, mean: each(0), std: each(1), cropFraction: 1, interpolation: 'bilinear' };
}
