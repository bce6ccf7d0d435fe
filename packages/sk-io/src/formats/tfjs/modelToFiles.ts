/** A model as the bytes of its files, to be written, downloaded or sent. */
import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * Topology, weights and metadata, nothing of a compiled optimiser: what {@link modelFromFiles} reads, and
 * `tf.loadLayersModel` everywhere once sk-models is imported.
 * @returns model.json and weights.bin
 */
export async function modelToFiles(
  model: LayersModel,
): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  return await new Promise((resolve, reject) => {
    const handler = io.withSaveHandler(async (artifacts) => {
      resolve(filesOf(artifacts));
      return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
    });
    model.save(handler).catch(reject);
  });
}

function filesOf(artifacts: io.ModelArtifacts): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const { format, generatedBy, convertedBy, modelTopology, weightSpecs, userDefinedMetadata } = artifacts;
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs ?? [] }];
  const json = { format, generatedBy, convertedBy, modelTopology, weightsManifest, userDefinedMetadata };
  const data = io.CompositeArrayBuffer.join(artifacts.weightData);
  return new Map([
    ['model.json', new TextEncoder().encode(`${JSON.stringify(json)}\n`)],
    ['weights.bin', new Uint8Array(data)],
  ]);
}
