/** `sk-train predict`: the most likely classes of each image. Images that cannot be read do not keep the others back. */
import * as tf from '@tensorflow/tfjs-core';
import { imageToInput, readImage } from 'sk-models/node';
import { type LogitsModel, logitsModel } from '../../logitsModel.js';
import { exitCodes } from '../exitCodes.js';
import type { PredictCommandOptions } from './predictCommand.js';
import { type OpenModel, openAnyModel } from './savedModel.js';
import { startTensorFlow } from './startTensorFlow.js';
import { oneLine, printNote, printResult } from './terminal.js';

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

/** Answers the exit code: that of bad data where one image or more could not be read. */
export async function runPredict(paths: readonly string[], options: PredictCommandOptions): Promise<number> {
  const backend = await startTensorFlow(options);
  printNote(`backend: ${backend.reason}`);
  const opened = await openAnyModel(options.model, options.best ?? false, printNote);
  printNote(`model: ${opened.source}`);
  const view = logitsModel(opened.model);
  const answers: Answer[] = [];
  for (const path of paths) {
    const answer = await answerFor(path, view, opened, options.top);
    answers.push(answer);
    if (answer.error !== undefined) printNote(`sk-train: ${answer.error}`);
    else if (!options.json) printResult(describe(answer));
  }
  if (options.json) printResult(JSON.stringify(answers, null, 2));
  return answers.some(({ error }) => error !== undefined) ? exitCodes.data : exitCodes.ok;
}

async function answerFor(
  path: string,
  view: LogitsModel,
  { preprocessing, classNames }: OpenModel,
  top: number,
): Promise<Answer> {
  let input: Float32Array;
  try {
    input = await imageToInput(await readImage(path), preprocessing);
  } catch (error) {
    const message = oneLine((error as Error).message);
    return { path, error: message.includes(path) ? message : `${path}: ${message}` };
  }
  const [height, width] = preprocessing.size;
  const output = tf.tidy(() =>
    tf.softmax(view.logits(tf.tensor(input, [1, height, width, preprocessing.channels]), false)),
  );
  const probabilities = (await output.data()) as Float32Array;
  output.dispose();
  return { path, predictions: highest(probabilities, classNames, top) };
}

/** The classes of highest probability, the highest first. */
function highest(
  probabilities: Float32Array,
  classNames: readonly string[] | undefined,
  top: number,
): ClassScore[] {
  const indices = Array.from(probabilities.keys());
  indices.sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b);
  return indices.slice(0, top).map((index) => ({
    class: classNames?.[index] ?? `class ${index}`,
    index,
    probability: probabilities[index] as number,
  }));
}

function describe({ path, predictions = [] }: Answer): string {
  const lines = predictions.map(
    (score) => `  ${(score.probability * 100).toFixed(2).padStart(6)} %  ${oneLine(score.class)}`,
  );
  return [oneLine(path), ...lines].join('\n');
}
