/** `sk-viz classes`: Figure 4. */
import { Command } from 'commander';
import { classFindings } from '../../measure/classes/classFindings.js';
import { classFigures } from '../../report/sections/classesSection.js';
import { checkApart, checkTarget } from '../checkTarget.js';
import { DataError } from '../exitCodes.js';
import { writeMeasurement } from '../writeMeasurement.js';
import { chosenUnits } from './chosenUnits.js';
import { withMeasured } from './measure.js';
import {
  addFolderOptions,
  addImageOptions,
  addUnitsOption,
  type FolderOptions,
  type ImageOptions,
} from './options.js';
import { printResult } from './terminal.js';
import { writeFolder } from './writeFolder.js';

interface ClassesOptions extends ImageOptions, FolderOptions {
  readonly units?: readonly string[];
}

const examples = `
Examples:
  sk-viz classes --model runs/first --images images/test --out classes
  sk-viz classes --model runs/first --images images/test --units SK_2_2,SK_4_2 --scales 1,2 --out classes`;

export function classesCommand(): Command {
  return addUnitsOption(
    addFolderOptions(
      addImageOptions(
        new Command('classes').description(
          'the attention class by class, with bootstrap intervals (Figure 4); wants a folder for each class',
        ),
      ),
    ),
  )
    .addHelpText('after', examples)
    .action(async (options: ClassesOptions) => {
      checkTarget(options.out, 'folder');
      checkApart(options.out, options.images);
      await withMeasured(options, async ({ measured: { measurement } }) => {
        const classes = knownClasses(measurement.classes, options.images);
        const units = chosenUnits(classes.units, options.units);
        const data = await writeMeasurement(options.out, measurement, ['classes']);
        printResult(classFindings(classes).headline);
        await writeFolder(classFigures(classes, units), options, data);
      });
    });
}

/** @throws DataError where no image has a class. */
export function knownClasses<T>(found: T | undefined, images: string): T {
  if (found !== undefined) return found;
  throw new DataError(
    `${images}: the classes of the images are not known; wanted is a sub-folder for each class, named as the model names it (sk-train inspect and model.json tell).`,
  );
}
