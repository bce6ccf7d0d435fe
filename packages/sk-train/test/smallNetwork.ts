/** A network whose shaders a processor compiles in a second or two. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { saveModel } from 'sk-io/node';
import { pixelScales, preprocessingOf, withMetadata } from 'sk-models';
import { classNames } from './imageFiles.js';

/** Saves a network with a batch norm, for images of 6x6 pixels of the classes of `imageFiles`, and returns its folder. */
export async function writeSmallNetwork(folder: string): Promise<string> {
  await tf.setBackend('cpu');
  const kernelInitializer = initializers.heNormal({ seed: 1 });
  const model = sequential({
    layers: [
      layers.conv2d({ ...{ filters: 4, kernelSize: 3, inputShape: [6, 6, 3] }, kernelInitializer }),
      layers.batchNormalization(),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: classNames.length, kernelInitializer, activation: 'softmax' }),
    ],
  });
  const preprocessing = preprocessingOf(model, pixelScales.unit);
  await saveModel(withMetadata(model, { classNames, preprocessing }), folder);
  model.dispose();
  return folder;
}
