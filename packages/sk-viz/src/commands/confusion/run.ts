/** `sk-viz confusion`: the classes that are taken for each other. */
import { checkTarget, exitCodes, printResult } from 'sk-io/command';
import { writeMeasurement } from '../../node/writeMeasurement.js';
import { confusionFigure } from '../../report/sections/classesSection.js';
import { checkApart } from '../parts/checkApart.js';
import { knownClasses } from '../parts/knownClasses.js';
import { withMeasured } from '../parts/withMeasured.js';
import { writeFolder } from '../parts/writeFolder.js';
import type { ConfusionOptions } from './options.js';

/** Writes the data and the figures and returns the exit code. */
export async function runConfusion(options: ConfusionOptions): Promise<number> {
  checkTarget(options.out, 'folder');
  checkApart(options.out, options.images);
  await withMeasured(options, async ({ measured: { measurement } }) => {
    const confusion = knownClasses(measurement.confusion, options.images);
    const data = await writeMeasurement(options.out, measurement, ['confusion']);
    printResult(`Top-1 accuracy ${(confusion.accuracy * 100).toFixed(2)} %.`);
    await writeFolder([confusionFigure(confusion)], options, data);
  });
  return exitCodes.ok;
}
