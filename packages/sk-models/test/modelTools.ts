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

/** The gradient of a fixed random projection of the output, for each trainable weight by name. */
export function trainingGradients(model: LayersModel, x: tf.Tensor): Record<string, Float32Array> {
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  return tf.tidy(() => {
    if (variables.length === 0) return {};
    const loss = (): tf.Scalar => {
      const y = [model.apply(x, { training: true })].flat()[0] as tf.Tensor;
      return tf.sum(tf.mul(y, tf.randomNormal(y.shape, 0, 1, 'float32', 5)));
    };
    const { grads } = tf.variableGrads(loss, variables);
    return Object.fromEntries(
      Object.entries(grads).map(([name, grad]) => [name, grad.dataSync() as Float32Array]),
    );
  });
}
