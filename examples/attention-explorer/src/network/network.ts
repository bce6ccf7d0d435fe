/** A network that can be looked into: the model, its view with attention, and how images become its input. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelFromFiles } from 'sk-io';
import {
  type AttentionModel,
  attentionModel,
  type CapturedModel,
  captureModel,
  describeModel,
  foldBatchNorm,
  modelMetadata,
  type Preprocessing,
} from 'sk-models';
import { plainPreprocessing } from 'sk-viz';

/** The bytes of model.json and its weights, by name. */
export type Files = ReadonlyMap<string, Uint8Array>;

export interface Network {
  readonly title: string;
  /** Without the batch norms that can be folded. */
  readonly model: LayersModel;
  readonly observed: AttentionModel;
  /** The model of `observed`, recorded and replayed where the backend can. */
  readonly captured: CapturedModel;
  readonly preprocessing: Preprocessing;
  /** Learnable ones, of the network as it was trained. */
  readonly parameters: number;
  readonly macs: number;
  /** To make it again on another backend. */
  readonly files: Files;
  readonly dispose: () => void;
}

/**
 * On the backend in use.
 * @throws ModelFileError, ModelError in words for users: a broken file, a model without SK units or of other inputs.
 */
export function openNetwork(files: Files, title: string): Network {
  const trained = modelFromFiles(files);
  try {
    const model = foldBatchNorm(trained);
    try {
      const observed = attentionModel(model);
      const { parameters, macs } = describeModel(trained);
      const preprocessing = modelMetadata(model).preprocessing ?? plainPreprocessing(model);
      checkInput(model, preprocessing);
      const captured = captureModel(observed.model, { fold: false });
      const dispose = (): void => {
        captured.dispose();
        model.dispose();
      };
      return { title, model, observed, captured, preprocessing, parameters, macs, files, dispose };
    } catch (error) {
      model.dispose();
      throw error;
    }
  } finally {
    trained.dispose();
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
