/** Section 4.4 on digits: the same digit at 1.0x, 1.5x and 2.0x, and what the attention of every SK unit does. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { attentionModel, describeModel, type Preprocessing } from 'sk-models';
import {
  type AttentionData,
  enlarge,
  type Measurement,
  measureImages,
  type NamedImage,
  type RasterImage,
} from 'sk-viz';
import { type Digits, digitNames, digitOf } from './digit.js';
import { canvasSize, placeDigit } from './placeDigit.js';
import { settings } from './settings.js';

export function measure(
  model: LayersModel,
  preprocessing: Preprocessing,
  digits: Digits,
): Promise<Measurement> {
  return measureImages(attentionModel(model), namedImages(digits), {
    model: { name: settings.model, parameters: describeModel(model).parameters },
    preprocessing,
    source: `the first ${settings.attentionDigits.toLocaleString('en-US')} test digits of MNIST, 28 x 28 pixels on a canvas of 64 x 64`,
    classNames: digitNames,
    batchSize: 50,
    samples: settings.sampleDigits,
  });
}

/** The pictures of the samples at each scale. */
export function samplePictures(
  { samples, scales }: AttentionData,
  digits: Digits,
  preprocessing: Preprocessing,
): RasterImage[][] {
  return samples.map((_, index) =>
    scales.map((scale) => enlarge(canvasOf(digits, index), scale, preprocessing)),
  );
}

function* namedImages(digits: Digits): Generator<NamedImage> {
  for (let index = 0; index < settings.attentionDigits; index++)
    yield { name: `digit ${index + 1}`, image: canvasOf(digits, index), label: digits.labels[index]! };
}

/** A digit of its own size in the middle of the canvas. */
function canvasOf(digits: Digits, index: number): RasterImage {
  const data = placeDigit(digitOf(digits, index), 1);
  return { data, width: canvasSize, height: canvasSize, channels: 1 };
}
