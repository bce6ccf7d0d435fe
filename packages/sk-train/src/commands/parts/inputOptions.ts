/** The options that say what a model does not say itself: how images become its input, and what its classes are called. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelFileError } from 'sk-io';
import { type Command, InvalidArgumentError } from 'sk-io/command';
import { readClassNames, readPreprocessing } from 'sk-io/node';
import {
  type ModelMetadata,
  type PixelScaleName,
  type Preprocessing,
  pixelScales,
  preprocessingOf,
  withMetadata,
} from 'sk-models';

export interface InputOptions {
  readonly preprocessing?: string;
  readonly labels?: string;
}

const scales = Object.keys(pixelScales);

/** The values of --preprocessing, as messages name them. */
export const preprocessingChoices: string = [...scales, 'file.json'].join('|');

/** Adds --preprocessing and --labels. */
export function addInputOptions(command: Command): Command {
  return command
    .option(
      `--preprocessing <${preprocessingChoices}>`,
      "how pixels become the model's input: less ImageNet's mean over its deviation; -1 to 1 (most of Keras); 0 to 1; 0 to 255; or a file with mean, std, cropFraction, interpolation (default: as the model says)",
      readChoice,
    )
    .option(
      '--labels <file>',
      'names of the classes: a line for each, or *.json (default: as the model says)',
    );
}

function readChoice(text: string): string {
  if (isScale(text) || /\.json$/i.test(text)) return text;
  throw new InvalidArgumentError(`wants ${preprocessingChoices}.`);
}

const isScale = (text: string): text is PixelScaleName => scales.includes(text);

/**
 * Writes what the user says into the metadata of a model.
 *
 * @throws ModelFileError for a file that says something else, or names another number of classes; ModelError for a model that
 * reads no images.
 */
export async function applyInputOptions(model: LayersModel, options: InputOptions): Promise<void> {
  const { preprocessing, labels } = options;
  const metadata: ModelMetadata = {
    ...(preprocessing !== undefined && { preprocessing: await chosenPreprocessing(model, preprocessing) }),
    ...(labels !== undefined && { classNames: await chosenNames(model, labels) }),
  };
  withMetadata(model, metadata);
}

async function chosenPreprocessing(model: LayersModel, choice: string): Promise<Preprocessing> {
  if (isScale(choice)) return preprocessingOf(model, pixelScales[choice]);
  const { scale, size } = await readPreprocessing(choice);
  return preprocessingOf(model, scale, size);
}

async function chosenNames(model: LayersModel, labels: string): Promise<readonly string[]> {
  const names = await readClassNames(labels);
  const classes = model.outputs[0]?.shape.at(-1);
  if (names.length === classes) return names;
  throw new ModelFileError(labels, `names ${names.length} classes, and the model tells ${classes} apart`);
}
