/** From a network and a few images to the evidence of each branch. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, elementAt, type OptionNames } from 'sk-core';
import { gradCam, type Preprocessing, topClasses, type UnitEvidence } from 'sk-models';
import { enlargedInput } from '../../image/enlarge.js';
import type { SkippedImage } from '../attention/attentionData.js';
import type { NamedImage } from '../images/measureOptions.js';
import type { EvidenceMap, GradCamData, GradCamUnit } from './gradCamData.js';

export interface GradCamSettings {
  /** The model's name in the data. */
  readonly name: string;
  readonly preprocessing: Preprocessing;
  /** The class to explain; by default the likeliest class of each image. */
  readonly classIndex?: number;
  readonly skipped?: readonly SkippedImage[];
}

const settingNames: OptionNames<GradCamSettings> = {
  name: true,
  preprocessing: true,
  classIndex: true,
  skipped: true,
};

/**
 * Explains images by Grad-CAM for each branch of every SK unit. All images are one batch, and none is enlarged.
 * @throws ModelError as `gradCam` of sk-models, and for no image at all.
 */
export async function measureGradCam(
  model: LayersModel,
  images: readonly NamedImage[],
  settings: GradCamSettings,
): Promise<GradCamData> {
  checkOptions('measureGradCam: settings', settings, settingNames);
  const { name, preprocessing, classIndex: asked, skipped = [] } = settings;
  const { size, channels } = preprocessing;
  const inputs = images.map(({ image }) => enlargedInput(image, 1, preprocessing));
  const batch = tf.tidy(
    () => tf.stack(inputs.map((values) => tf.tensor3d(values, [...size, channels]))) as tf.Tensor4D,
  );
  const options = { ...(asked !== undefined && { classIndex: asked }) };
  const found = await gradCam(model, batch, options).finally(() => batch.dispose());
  const classes = found.outputs.length / images.length;
  return {
    format: 'sk-viz/grad-cam',
    version: 1,
    model: name,
    images: images.map((image, i) => {
      const classIndex = elementAt(found.classes, i);
      const scores = topClasses(model, found.outputs.subarray(i * classes, (i + 1) * classes), classes);
      const explained = scores.filter(({ index }) => index === classIndex);
      const { className, probability } = elementAt(explained, 0);
      const units = found.units.map((unit) => unitOf(unit, i));
      return { name: image.name, classIndex, className, probability, units };
    }),
    skipped,
  };
}

/** @param image Index of the image in the batch. */
function unitOf({ site, height, width, maps }: UnitEvidence, image: number): GradCamUnit {
  const pixels = height * width;
  const own = site.branches.map((_, m): EvidenceMap => {
    const start = (image * site.branches.length + m) * pixels;
    return { height, width, values: Array.from(maps.subarray(start, start + pixels)) };
  });
  return {
    unit: site.unit,
    layer: site.layerName,
    branches: site.branches,
    maps: own,
    shares: sharesOf(own),
  };
}

function sharesOf(maps: readonly EvidenceMap[]): number[] {
  const strengths = maps.map(({ values }) => values.reduce((sum, value) => sum + Math.abs(value), 0));
  const all = strengths.reduce((sum, strength) => sum + strength, 0);
  return all === 0 ? [] : strengths.map((strength) => strength / all);
}
