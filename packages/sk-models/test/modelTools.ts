/** What several tests do with models. */
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';

/** Through TensorFlow.js's own format, in memory. */
export async function saveAndLoad(model: LayersModel): Promise<LayersModel> {
  const artifacts = await new Promise<tf.io.ModelArtifacts>((resolve, reject) => {
    const handler = tf.io.withSaveHandler(async (saved) => {
      resolve(saved);
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(saved) };
    });
    model.save(handler).catch(reject);
  });
  const text = JSON.stringify(artifacts.modelTopology);
  return await loadLayersModel(tf.io.fromMemory({ ...artifacts, modelTopology: JSON.parse(text) as object }));
}
