/** `sk-viz confusion`: which classes are taken for which. */
import { Command } from 'commander';
import { confusionFigure } from '../../report/sections/classesSection.js';
import { checkApart, checkTarget } from '../checkTarget.js';
import { writeMeasurement } from '../writeMeasurement.js';
import { knownClasses } from './classesCommand.js';
import { withMeasured } from './measure.js';
import { addFolderOptions, addImageOptions, type FolderOptions, type ImageOptions } from './options.js';
import { printResult } from './terminal.js';
import { writeFolder } from './writeFolder.js';

const examples = `
Examples:
  sk-viz confusion --model runs/first --images images/test --scales 1 --out confusion`;

export function confusionCommand(): Command {
  return addFolderOptions(
    addImageOptions(
      new Command('confusion').description(
        'which classes are taken for which, at the smallest scale; wants a folder for each class',
      ),
    ),
  )
    .addHelpText('after', examples)
    .action(async (options: ImageOptions & FolderOptions) => {
      checkTarget(options.out, 'folder');
      checkApart(options.out, options.images);
      await withMeasured(options, async ({ measured: { measurement } }) => {
        const confusion = knownClasses(measurement.confusion, options.images);
        const data = await writeMeasurement(options.out, measurement, ['confusion']);
        printResult(`Top-1 accuracy ${(confusion.accuracy * 100).toFixed(2)} %.`);
        await writeFolder([confusionFigure(confusion)], options, data);
      });
    });
}
