/** Writes a model as TensorFlow.js does, without tfjs-node: model.json and weights.bin in a folder. */
import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelFileError } from '../modelFileError.js';
import { writeFolder } from './modelFolder.js';

/**
 * Saves topology, weights and metadata, nothing of a compiled optimiser. Readable by `tf.loadLayersModel` everywhere
 * once sk-models/layers is imported. A folder that is there already and holds a model is replaced; at every moment the
 * old one or the new one is complete.
 *
 * @throws ModelFileError where the folder cannot be written or holds files that are not a model's.
 */
export async function saveModel(model: LayersModel, folder: string): Promise<void> {
  const files = await new Promise<Record<string, string | Uint8Array>>((resolve, reject) => {
    const handler = io.withSaveHandler(async (artifacts) => {
      resolve(modelFiles(artifacts));
      return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
    });
    model.save(handler).catch(reject);
  });
  try {
    await writeFolder(folder, files);
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    throw new ModelFileError(folder, `cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

function modelFiles(artifacts: io.ModelArtifacts): Record<string, string | Uint8Array> {
  const { format, generatedBy, convertedBy, modelTopology, weightSpecs, userDefinedMetadata } = artifacts;
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs ?? [] }];
  const json = { format, generatedBy, convertedBy, modelTopology, weightsManifest, userDefinedMetadata };
  const data = io.CompositeArrayBuffer.join(artifacts.weightData);
  return { 'model.json': `${JSON.stringify(json)}\n`, 'weights.bin': new Uint8Array(data) };
}
