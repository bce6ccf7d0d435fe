/** `sk-train predict`: the most likely classes of each image. Images that cannot be read do not keep the others back. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { exitCodes, oneLine, printNote, printResult, startChosenBackend } from 'sk-io/command';
import { readImage } from 'sk-io/node';
import { classify, type RgbImage } from 'sk-models';
import { forImages, openNamedModel } from '../parts/namedModel.js';
import type { PredictCommandOptions } from './options.js';

interface ClassScore {
  readonly class: string;
  readonly index: number;
  /** 0 to 1. */
  readonly probability: number;
}

interface Answer {
  readonly path: string;
  readonly predictions?: readonly ClassScore[];
  readonly error?: string;
}

/** Prints the classes and returns the exit code: that of bad data where an image could not be read. */
export async function runPredict(paths: readonly string[], options: PredictCommandOptions): Promise<number> {
  await startChosenBackend(options, printNote);
  const opened = forImages(await openNamedModel(options.model, options.best ?? false, printNote));
  printNote(`model: ${opened.source}`);
  const answers: Answer[] = [];
  for (const path of paths) {
    const answer = await answerFor(path, opened.model, options.top);
    answers.push(answer);
    if (answer.error !== undefined) printNote(`sk-train: ${answer.error}`);
    else if (!options.json) printResult(describe(answer));
  }
  if (options.json) printResult(JSON.stringify(answers, null, 2));
  return answers.some(({ error }) => error !== undefined) ? exitCodes.data : exitCodes.ok;
}

async function answerFor(path: string, model: LayersModel, top: number): Promise<Answer> {
  let image: RgbImage;
  try {
    image = await readImage(path);
  } catch (error) {
    const message = oneLine((error as Error).message);
    return { path, error: message.includes(path) ? message : `${path}: ${message}` };
  }
  const scores = await classify(model, image, top);
  const predictions = scores.map(({ className, ...score }) => ({ class: className, ...score }));
  return { path, predictions };
}

function describe({ path, predictions = [] }: Answer): string {
  const lines = predictions.map(
    (score) => `  ${(score.probability * 100).toFixed(2).padStart(6)} %  ${oneLine(score.class)}`,
  );
  return [oneLine(path), ...lines].join('\n');
}
