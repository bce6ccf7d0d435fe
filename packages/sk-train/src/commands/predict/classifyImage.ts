/** The classes of one image, out of one view of it or of several. */
import { elementAt } from 'sk-core';
import {
  type CapturedModel,
  type ClassScore,
  classify,
  imageToInput,
  type Preprocessing,
  type RgbImage,
  topClasses,
} from 'sk-models';
import { findLogits, readGraph } from 'sk-models/graph';
import { meanLogits, meanProbabilities } from '../../views/meanAnswers.js';
import { takeView, testTimeViews } from '../../views/testTimeViews.js';
import { beforeViews, type TtaOption } from '../parts/ttaOption.js';

/** Returns the `top` likeliest classes of an image. */
export type ClassifyImage = (image: RgbImage, top: number) => Promise<readonly ClassScore[]>;

/** @throws UsageError where there is no room for the views */
export function imageClassifier(
  model: CapturedModel,
  preprocessing: Preprocessing,
  options: TtaOption,
): ClassifyImage {
  const { tta } = options;
  if (tta === undefined) return async (image, top) => await classify(model, image, top);
  const whole = beforeViews(preprocessing, options);
  const { size, channels } = preprocessing;
  const isLogits = findLogits(readGraph(model.model)).squashes.length === 0;
  return async (image, top) => {
    const input = imageToInput(image, whole);
    const answers: Float32Array[] = [];
    for (const view of testTimeViews[tta]) {
      const values = takeView(input, [...whole.size, channels], size, view);
      answers.push(await model.predict({ values, shape: [1, ...size, channels] }));
    }
    const mean = isLogits
      ? Float32Array.from(meanLogits(answers, elementAt(answers, 0).length))
      : meanProbabilities(answers);
    return topClasses(model.model, mean, top);
  };
}
