/** Writes a model as TensorFlow.js does, without tfjs-node: model.json and weights.bin in a folder. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelToFiles } from '../../formats/tfjs/modelToFiles.js';
import { writeModelFolder } from '../files/modelFolder.js';
import { refuseWriting } from '../files/writeModelFile.js';

/**
 * Saves topology, weights and metadata, nothing of a compiled optimiser. Readable by `tf.loadLayersModel` everywhere
 * once sk-models/layers is imported. A folder that is there already and holds a model is replaced; at every moment the
 * old one or the new one is complete.
 *
 * @throws ModelFileError where the folder cannot be written or holds files that are not a model's.
 */
export async function saveModel(model: LayersModel, folder: string): Promise<void> {
  const files = await modelToFiles(model);
  await writeModelFolder(folder, files).catch((error: unknown) => refuseWriting(folder, error));
}
