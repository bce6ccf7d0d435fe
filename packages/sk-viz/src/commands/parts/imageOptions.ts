/** The options of commands that show images to a model. */
import { addBackendOptions, type BackendChoice, type Command, numberList, wholeNumber } from 'sk-io/command';
import { paperScales } from '../../image/paperScales.js';

/** How images are measured. */
export interface MeasureOptions extends BackendChoice {
  readonly scales: readonly number[];
  readonly limit?: number;
  readonly seed: number;
  readonly batch: number;
  readonly samples: number;
}

export interface ImageOptions extends MeasureOptions {
  readonly model: string;
  readonly images: string;
  readonly allowNonFinite?: boolean;
}

/** Adds the options that say which model, which images, and how those are measured: `ImageOptions`. */
export function addImageOptions(command: Command): Command {
  return addMeasureOptions(addSourceOptions(command));
}

/** Adds --model, --images and --allow-non-finite. */
export function addSourceOptions(command: Command): Command {
  return command
    .requiredOption('--model <folder>', 'a run of sk-train, or a folder with model.json')
    .requiredOption('--images <folder>', 'images, in one folder for each class or not; or one image')
    .option('--allow-non-finite', 'take a model with weights that are NaN or infinite too');
}

/** Adds the options of `MeasureOptions`. */
export function addMeasureOptions(command: Command): Command {
  return addBackendOptions(
    command
      .option(
        '--scales <list>',
        'how often the object is enlarged',
        numberList(1, 100, '1,1.5,2'),
        paperScales,
      )
      .option('--limit <n>', 'so many images, drawn at random (default: all)', wholeNumber(1))
      .option('--seed <n>', 'decides which images are drawn', wholeNumber(0), 1)
      .option('--batch <n>', 'images that the model sees at once', wholeNumber(1), 32)
      .option('--samples <n>', 'images that are shown one by one', wholeNumber(0), 4),
  );
}
