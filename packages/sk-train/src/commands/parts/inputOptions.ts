/** The options that say what a model does not say itself: how images become its input, and what its classes are called. */
import { type Command, InvalidArgumentError } from 'sk-io/command';
import type { PixelScaleName } from 'sk-models';

export interface InputOptions {
  readonly preprocessing?: string;
  readonly labels?: string;
}

/** Written out, so that help needs no model. */
const scales: Readonly<Record<PixelScaleName, true>> = { imagenet: true, tf: true, unit: true, none: true };

/** The values of --preprocessing, as messages name them. */
export const preprocessingChoices: string = [...Object.keys(scales), 'file.json'].join('|');

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

export const isScale = (text: string): text is PixelScaleName => Object.hasOwn(scales, text);
