/** Names what an image shows, in one call. */
import type { Tensor3D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { imageToInput } from '../input/imageToInput.js';
import type { PixelImage } from '../input/resample.js';
import { modelMetadata } from '../metadata.js';
import { ModelError } from '../modelError.js';
import type { Preprocessing } from '../types.js';
import { CapturedModel } from './captureModel.js';
import { type ClassScore, topClasses } from './topClasses.js';

/**
 * An image: its bytes; a tensor [H, W, 1 or 3] of whole numbers from 0 to 255; or what `tf.browser.fromPixels` takes:
 * ImageData, ImageBitmap, an image, a canvas, a video.
 */
export type ClassifiableImage = PixelImage | Tensor3D | Parameters<typeof tf.browser.fromPixels>[0];

/**
 * Returns the `k` most likely classes, the likeliest first. The image is cropped, resized and normalised as the model's
 * metadata says ({@link imageToInput}), which the models of this package bring with them.
 *
 * Outputs of a model that ends in a softmax, or in a sigmoid for each class, are probabilities; those of any other model are
 * logits, and the softmax of them is taken.
 *
 * @param model Captured for many images.
 * @throws ModelError for a model without preprocessing, since a wrong guess would show nowhere, and for one that is no
 * classifier of images.
 */
export async function classify(
  model: LayersModel | CapturedModel,
  image: ClassifiableImage,
  k = 5,
): Promise<readonly ClassScore[]> {
  if (!Number.isSafeInteger(k) || k < 1) {
    throw new ModelError(`classify: k wants a whole number from 1, got ${k}`);
  }
  const plain = model instanceof CapturedModel ? model.model : model;
  const preprocessing = checked(plain, modelMetadata(plain).preprocessing);
  return topClasses(plain, await outputsFor(model, await pixelsOf(image), preprocessing), k);
}

function checked(model: LayersModel, preprocessing: Preprocessing | undefined): Preprocessing {
  if (preprocessing === undefined) {
    throw new ModelError(
      `classify: '${model.name}' wants metadata that says how images become its input, got none: add it with ` +
        'withMetadata(model, { preprocessing: { size, channels, mean, std, cropFraction, interpolation } })',
    );
  }
  const made = [1, ...preprocessing.size, preprocessing.channels];
  const [wanted, ...more] = model.inputs.map(({ shape }) => shape);
  const fits = wanted?.length === 4 && wanted.every((size, i) => size === null || size === made[i]);
  if (!fits || more.length > 0 || model.outputs.length !== 1 || model.outputs[0]?.shape.length !== 2) {
    const shapes = (tensors: LayersModel['inputs']): string =>
      tensors.map(({ shape }) => `[${shape.map((size) => size ?? 'N')}]`).join(' and ');
    throw new ModelError(
      `classify: '${model.name}' wants to read [N,${made.slice(1)}], which its preprocessing makes, and to return ` +
        `[N,classes], got a model that reads ${shapes(model.inputs)} and returns ${shapes(model.outputs)}`,
    );
  }
  return preprocessing;
}

async function pixelsOf(image: ClassifiableImage): Promise<PixelImage> {
  if (typeof image !== 'object' || image === null) {
    const wanted = 'pixels, a tensor, or what tf.browser.fromPixels takes';
    throw new ModelError(`classify: image wants ${wanted}, got ${image === null ? 'null' : typeof image}`);
  }
  if ('channels' in image) return wholePixels(image);
  if (image instanceof tf.Tensor) return await tensorPixels(image);
  const tensor = tf.browser.fromPixels(image);
  try {
    return await tensorPixels(tensor);
  } finally {
    tensor.dispose();
  }
}

function wholePixels(image: PixelImage): PixelImage {
  const { data, width, height, channels } = image;
  const isSized = [width, height].every((side) => Number.isSafeInteger(side) && side > 0);
  const isWhole = isSized && (channels === 1 || channels === 3);
  if (isWhole && data?.length === width * height * channels) return image;
  throw new ModelError(
    `classify: image wants 1 or 3 channels and width x height x channels bytes, got ${width} x ${height} x ` +
      `${channels} and ${data?.length ?? 'no'} bytes`,
  );
}

async function tensorPixels(tensor: Tensor3D): Promise<PixelImage> {
  const [height, width, channels] = tensor.shape;
  if (tensor.rank !== 3 || tensor.dtype !== 'int32' || (channels !== 1 && channels !== 3)) {
    throw new ModelError(
      `classify: image wants [height, width, 1 or 3] of int32 from 0 to 255, as tf.browser.fromPixels gives, got ` +
        `[${tensor.shape}] of ${tensor.dtype}`,
    );
  }
  return { data: Uint8Array.from(await tensor.data()), width, height, channels };
}

/** Returns one number for each class. */
async function outputsFor(
  model: LayersModel | CapturedModel,
  image: PixelImage,
  preprocessing: Preprocessing,
): Promise<Float32Array> {
  const { size, channels } = preprocessing;
  const input = imageToInput(image, preprocessing);
  if (model instanceof CapturedModel) {
    return await model.predict({ values: input, shape: [1, ...size, channels] });
  }
  const output = tf.tidy(() => model.predict(tf.tensor(input, [1, ...size, channels])) as tf.Tensor2D);
  try {
    return (await output.data()) as Float32Array;
  } finally {
    output.dispose();
  }
}
