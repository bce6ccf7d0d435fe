/** `sk-train predict`: the most likely classes of each image. Images that cannot be read do not keep the others back. */
import {
  countedWork,
  exitCodes,
  listenForStop,
  oneLine,
  openProgress,
  type Progress,
  startChosenBackend,
} from 'sk-io/command';
import { readImage, ShardFiles } from 'sk-io/node';
import { captureModel, ModelError, type RgbImage } from 'sk-models';
import { checkNamedModel, forImages, type ImageModel, openNamedModel } from '../parts/namedModel.js';
import type { Answer } from './answer.js';
import { answerPrinter } from './answerPrinter.js';
import { type ClassifyImage, imageClassifier } from './classifyImage.js';
import { type GivenImage, imagePaths } from './imagePaths.js';
import type { PredictCommandOptions } from './options.js';

/** Prints the classes and returns the exit code: that of bad data where an image could not be read. */
export async function runPredict(paths: readonly string[], options: PredictCommandOptions): Promise<number> {
  checkNamedModel(options.model);
  const progress = openProgress();
  const note = (text: string): void => progress.note(text);
  const stop = listenForStop((name) => note(`${name}: stopping after this image`));
  const files = new ShardFiles();
  try {
    const images = await imagePaths(paths, files, note);
    await startChosenBackend(options, note);
    const opened = forImages(await openNamedModel(options.model, { ...options, onNote: note }));
    try {
      note(`model: ${opened.source}`);
      const failed = await answerAll(images, opened, options, progress, stop.signal);
      if (failed > 0 && images.length > 1) note(`no answer for ${failed} of ${images.length} images`);
      return stop.exitCode() ?? (failed > 0 ? exitCodes.data : exitCodes.ok);
    } finally {
      opened.model.dispose();
    }
  } finally {
    await files.closeIdle();
    progress.close();
    stop.dispose();
  }
}

/** Prints each answer once it is there, and returns the number of images without one. */
async function answerAll(
  images: readonly GivenImage[],
  { model, preprocessing }: ImageModel,
  options: PredictCommandOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<number> {
  const top = Math.min(options.top, model.outputs[0]?.shape.at(-1) ?? options.top);
  // Folding would change the last digits of what a run was tested with.
  const captured = captureModel(model, { fold: false });
  try {
    const classifyImage = imageClassifier(captured, preprocessing, options);
    const answering = countedWork({ doing: 'answering', did: 'answered for', things: 'images' });
    const printer = answerPrinter(options, top);
    let failed = 0;
    for (const [index, image] of images.entries()) {
      if (signal.aborted) break;
      const answer = await answerFor(image, classifyImage, top);
      if (answer.error !== undefined) {
        failed++;
        progress.note(`sk-train: ${answer.error}`);
      }
      printer.print(answer);
      // In a terminal that shows the answers themselves, these are the progress.
      if (!process.stdout.isTTY) progress.show(answering(index + 1, images.length, failed));
    }
    printer.end();
    return failed;
  } finally {
    captured.dispose();
  }
}

async function answerFor(
  { path, read, error }: GivenImage,
  classifyImage: ClassifyImage,
  top: number,
): Promise<Answer> {
  if (error !== undefined) return { path, error };
  const failed = (cause: unknown): Answer => {
    const message = oneLine((cause as Error).message);
    return { path, error: message.includes(path) ? message : `${path}: ${message}` };
  };
  let image: RgbImage;
  try {
    image = await readImage(read === undefined ? path : await read());
  } catch (error) {
    return failed(error);
  }
  try {
    const scores = await classifyImage(image, top);
    const predictions = scores.map(({ className, ...score }) => ({ class: className, ...score }));
    return { path, predictions };
  } catch (error) {
    if (error instanceof ModelError) return failed(error);
    throw error;
  }
}
