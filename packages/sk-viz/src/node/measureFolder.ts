/** The attention of a model on the images of a folder; files that cannot be read are skipped and listed. */
import { attentionModel } from 'sk-models';
import { readImage } from 'sk-models/node';
import type { AttentionData, SkippedImage } from '../attention/attentionData.js';
import { measureAttention, type NamedImage } from '../attention/measureAttention.js';
import { enlarge, paperScales } from '../image/enlarge.js';
import type { RasterImage } from '../image/rasterImage.js';
import { DataError } from './exitCodes.js';
import { drawSample, findImages, type ImageFile } from './findImages.js';
import type { OpenedModel } from './openModel.js';

export interface MeasureFolderOptions {
  /** A folder, with class folders or without, or one image. */
  readonly images: string;
  readonly scales?: readonly number[];
  /** Images at most; which ones, the seed decides. */
  readonly limit?: number;
  readonly seed?: number;
  readonly batchSize?: number;
  /** Images that are kept and shown one by one. */
  readonly samples?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface MeasuredFolder {
  readonly data: AttentionData;
  /** Of each sample the picture at each scale. */
  readonly pictures: readonly (readonly RasterImage[])[];
  /** Sentences that a user should read. */
  readonly notes: readonly string[];
}

/**
 * @throws DataError where no image is there or none can be read; ModelError, AttentionError for a model whose attention
 * cannot be read.
 */
export async function measureFolder(
  opened: OpenedModel,
  options: MeasureFolderOptions,
): Promise<MeasuredFolder> {
  const { scales = paperScales, limit = Infinity, seed = 1, samples = 4, batchSize } = options;
  const tapped = attentionModel(opened.model);
  const found = await findImages(options.images);
  const files = drawSample(found, limit, seed);
  const skipped: SkippedImage[] = [];
  const shown: RasterImage[] = [];
  const labels = labelsOf(files, opened.classNames);
  let read = 0;

  async function* images(): AsyncGenerator<NamedImage> {
    for (const [i, file] of files.entries()) {
      const image = await tryRead(file, skipped);
      options.onProgress?.(i, files.length);
      if (image === undefined) continue;
      read++;
      if (shown.length < samples) shown.push(image);
      const label = labels?.[i];
      yield { name: file.name, image, ...(label === undefined ? {} : { label }) };
    }
    if (read === 0) {
      const [first] = skipped;
      throw new DataError(
        `${options.images}: none of ${files.length} images can be read; ${first?.name} ${first?.reason}`,
      );
    }
  }

  const data = await measureAttention(tapped, images(), {
    model: { name: opened.name, parameters: opened.parameters },
    preprocessing: opened.preprocessing,
    source: `${files.length < found.length ? `${files.length} of ` : ''}${found.length} images of ${options.images}`,
    ...(opened.classNames === undefined ? {} : { classNames: opened.classNames }),
    scales,
    samples,
    skipped,
    ...(batchSize === undefined ? {} : { batchSize }),
  });
  options.onProgress?.(files.length, files.length);
  const pictures = shown.map((image) => scales.map((scale) => enlarge(image, scale, opened.preprocessing)));
  const strangers = files.some(({ folder }) => folder !== undefined) && labels === undefined;
  const notes = strangers
    ? ["The sub-folders are not named after the model's classes, so no accuracy is given."]
    : [];
  return { data, pictures, notes };
}

/** The class of each file by its folder's name; nothing unless all files lie in folders that are classes. */
function labelsOf(
  files: readonly ImageFile[],
  classNames: readonly string[] | undefined,
): readonly number[] | undefined {
  const labels = files.map(({ folder }) => (folder === undefined ? -1 : (classNames?.indexOf(folder) ?? -1)));
  return labels.includes(-1) ? undefined : labels;
}

async function tryRead({ path, name }: ImageFile, skipped: SkippedImage[]): Promise<RasterImage | undefined> {
  try {
    return await readImage(path);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ImageError') throw error;
    const reason = error.message.startsWith(`${path}: `)
      ? error.message.slice(path.length + 2)
      : error.message;
    skipped.push({ name, reason });
    return undefined;
  }
}
