/** `sk-train predict`: the most likely classes of each image. Images that cannot be read do not keep the others back. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { csvLine } from 'sk-io';
import { exitCodes, oneLine, printJson, printNote, printResult, startChosenBackend } from 'sk-io/command';
import { readImage } from 'sk-io/node';
import { type CapturedModel, captureModel, classify, ModelError, type RgbImage } from 'sk-models';
import { checkNamedModel, forImages, openNamedModel } from '../parts/namedModel.js';
import { type Answer, answerColumns, answerRow } from './answer.js';
import { type GivenImage, imagePaths } from './imagePaths.js';
import type { PredictCommandOptions } from './options.js';

/** Prints the classes and returns the exit code: that of bad data where an image could not be read. */
export async function runPredict(paths: readonly string[], options: PredictCommandOptions): Promise<number> {
  checkNamedModel(options.model);
  const images = await imagePaths(paths, printNote);
  await startChosenBackend(options, printNote);
  const opened = forImages(await openNamedModel(options.model, { ...options, onNote: printNote }));
  try {
    printNote(`model: ${opened.source}`);
    const answers = await answersFor(images, opened.model, options);
    if (options.json) printJson(answers);
    return answers.some(({ error }) => error !== undefined) ? exitCodes.data : exitCodes.ok;
  } finally {
    opened.model.dispose();
  }
}

/** Prints each answer once it is there, unless all are to be printed as JSON. */
async function answersFor(
  images: readonly GivenImage[],
  model: LayersModel,
  options: PredictCommandOptions,
): Promise<readonly Answer[]> {
  const top = Math.min(options.top, model.outputs[0]?.shape.at(-1) ?? options.top);
  // Folding would change the last digits of what a run was tested with.
  const captured = captureModel(model, { fold: false });
  try {
    if (options.csv) printLine(answerColumns(top));
    const answers: Answer[] = [];
    for (const image of images) {
      const answer = await answerFor(image, captured, top);
      answers.push(answer);
      if (answer.error !== undefined) printNote(`sk-train: ${answer.error}`);
      if (options.csv) printLine(answerRow(answer, top));
      else if (!options.json && answer.error === undefined) printResult(describe(answer));
    }
    return answers;
  } finally {
    captured.dispose();
  }
}

const printLine = (row: Parameters<typeof csvLine>[0]): void => printResult(csvLine(row).slice(0, -1));

async function answerFor({ path, error }: GivenImage, model: CapturedModel, top: number): Promise<Answer> {
  if (error !== undefined) return { path, error };
  const failed = (cause: unknown): Answer => {
    const message = oneLine((cause as Error).message);
    return { path, error: message.includes(path) ? message : `${path}: ${message}` };
  };
  let image: RgbImage;
  try {
    image = await readImage(path);
  } catch (error) {
    return failed(error);
  }
  try {
    const scores = await classify(model, image, top);
    const predictions = scores.map(({ className, ...score }) => ({ class: className, ...score }));
    return { path, predictions };
  } catch (error) {
    if (error instanceof ModelError) return failed(error);
    throw error;
  }
}

function describe({ path, predictions = [] }: Answer): string {
  const lines = predictions.map(
    (score) => `  ${(score.probability * 100).toFixed(2).padStart(6)} %  ${oneLine(score.class)}`,
  );
  return [oneLine(path), ...lines].join('\n');
}
