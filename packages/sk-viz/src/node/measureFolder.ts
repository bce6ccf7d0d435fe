/** The measurement of a model on the images of a folder. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import { DataError } from 'sk-io';
import { classIndices, describeSkipped, type ImageFile, listImages } from 'sk-io/node';
import { attentionModel } from 'sk-models';
import { enlarge } from '../image/enlarge.js';
import { paperScales } from '../image/paperScales.js';
import type { RasterImage } from '../image/rasterImage.js';
import type { SkippedImage } from '../measure/attention/attentionData.js';
import type { ObservedModel } from '../measure/attention/observedModel.js';
import { measureImages } from '../measure/images/measureImages.js';
import type { Measurement } from '../measure/images/measurement.js';
import type { NamedImage } from '../measure/images/measureOptions.js';
import { drawSample } from './drawSample.js';
import type { OpenedModel } from './openModel.js';
import { readAhead } from './readAhead.js';
import { tryReadImage } from './tryReadImage.js';

/** Number of images that are decoded while the model computes; sharp has threads of its own. */
const imagesAhead = 16;

export interface MeasureFolderOptions {
  /** A folder, with or without a sub-folder for each class, or one image. */
  readonly images: string;
  readonly scales?: readonly number[];
  /** Greatest number of images; the seed decides which ones. */
  readonly limit?: number;
  readonly seed?: number;
  readonly batchSize?: number;
  /** Number of images that are kept and shown one by one. */
  readonly samples?: number;
  /** Measures accuracy and confusion of a model without SK units too; default: false. */
  readonly allowNoUnits?: boolean;
  /** Files that are skipped are done too. */
  readonly onProgress?: (done: number, total: number, skipped: number) => void;
}

const optionNames: OptionNames<MeasureFolderOptions> = {
  images: true,
  scales: true,
  limit: true,
  seed: true,
  batchSize: true,
  samples: true,
  allowNoUnits: true,
  onProgress: true,
};

export interface MeasuredFolder {
  readonly measurement: Measurement;
  /** The images that are shown one by one. */
  readonly sampleImages: readonly NamedImage[];
  /** The pictures of each sample image, one for each scale. */
  readonly pictures: readonly (readonly RasterImage[])[];
  /** Sentences for the user. */
  readonly notes: readonly string[];
}

/**
 * Measures attention, classes and confusion. Files that cannot be read are skipped and listed.
 * @throws DataError where there is no image, or none that can be read; ModelError, AttentionError for a model whose attention
 * cannot be read.
 */
export async function measureFolder(
  opened: OpenedModel,
  options: MeasureFolderOptions,
): Promise<MeasuredFolder> {
  checkOptions('measureFolder: options', options, optionNames);
  const { scales = paperScales, limit = Infinity, seed = 1, samples = 4, batchSize } = options;
  const observed = options.allowNoUnits === true ? anyModel(opened.model) : attentionModel(opened.model);
  const { images: found, skipped: passedOver } = await listImages(options.images);
  const files = drawSample(found, limit, seed);
  const skipped: SkippedImage[] = [];
  const sampleImages: NamedImage[] = [];
  const labels = labelsOf(files, opened.classNames);
  const labelled = (file: ImageFile, i: number): LabelledFile => ({ file, label: labels?.[i] });
  let read = 0;

  async function* images(): AsyncGenerator<NamedImage> {
    let done = 0;
    for await (const { file, image, label } of readAhead(files.map(labelled), tryRead, imagesAhead)) {
      options.onProgress?.(done++, files.length, skipped.length);
      if (!('data' in image)) {
        skipped.push({ name: file.name, reason: image.reason });
        continue;
      }
      read++;
      const named = { name: file.name, image, ...(label !== undefined && { label }) };
      if (sampleImages.length < samples) sampleImages.push(named);
      yield named;
    }
    if (read === 0) {
      const [first] = skipped;
      throw new DataError(
        `${options.images}: none of ${files.length} images can be read; ${first?.name} ${first?.reason}`,
      );
    }
  }

  const measurement = await measureImages(observed, images(), {
    model: { name: opened.name, parameters: opened.parameters },
    preprocessing: opened.preprocessing,
    source: `${files.length < found.length ? `${files.length} of ` : ''}${found.length} images of ${options.images}`,
    ...(opened.classNames !== undefined && { classNames: opened.classNames }),
    scales,
    samples,
    skipped,
    ...(batchSize !== undefined && { batchSize }),
    allowNoUnits: options.allowNoUnits === true,
  });
  options.onProgress?.(files.length, files.length, skipped.length);
  const pictures = sampleImages.map(({ image }) =>
    scales.map((scale) => enlarge(image, scale, opened.preprocessing)),
  );
  const strangers = files.some(({ folder }) => folder !== undefined) && labels === undefined;
  const notes = passedOver.length > 0 ? [`${options.images}: ${describeSkipped(passedOver)}`] : [];
  if (strangers) {
    notes.push(
      "The sub-folders are not named after the model's classes, so neither accuracy nor classes are given.",
    );
  }
  return { measurement, sampleImages, pictures, notes: [...notes, ...measurement.notes] };
}

/** Returns the model itself where it has no SK unit with attention. */
function anyModel(model: LayersModel): ObservedModel {
  try {
    return attentionModel(model);
  } catch (error) {
    if (error instanceof Error && error.name === 'ModelError') return { model, sites: [] };
    throw error;
  }
}

/** Returns the class of each file by the names of its folders, or nothing unless all files lie in folders of classes. */
function labelsOf(
  files: readonly ImageFile[],
  classNames: readonly string[] | undefined,
): readonly number[] | undefined {
  const indexOf = classIndices(classNames ?? []);
  const labels = files.map(({ name }) => {
    const folders = name.split('/').slice(0, -1);
    return indexOf(folders.findLast((folder) => indexOf(folder) !== undefined) ?? '') ?? -1;
  });
  return labels.includes(-1) ? undefined : labels;
}

interface LabelledFile {
  readonly file: ImageFile;
  readonly label: number | undefined;
}

async function tryRead(
  labelled: LabelledFile,
): Promise<LabelledFile & { readonly image: RasterImage | { readonly reason: string } }> {
  return { ...labelled, image: await tryReadImage(labelled.file.path) };
}
