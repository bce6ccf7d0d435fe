/** `sk-viz classes`: the attention class by class, Figure 4. */
import { checkTarget, exitCodes, printResult } from 'sk-io/command';
import { classFindings } from '../../measure/classes/classFindings.js';
import { writeMeasurement } from '../../node/writeMeasurement.js';
import { classFigures } from '../../report/sections/classesSection.js';
import { checkApart } from '../parts/checkApart.js';
import { chosenUnits } from '../parts/chosenUnits.js';
import { knownClasses } from '../parts/knownClasses.js';
import { withMeasured } from '../parts/withMeasured.js';
import { writeFolder } from '../parts/writeFolder.js';
import type { ClassesOptions } from './options.js';

/** Writes the data and the figures and returns the exit code. */
export async function runClasses(options: ClassesOptions): Promise<number> {
  checkTarget(options.out, 'folder');
  checkApart(options.out, options.images);
  await withMeasured(options, async ({ measured: { measurement } }) => {
    const classes = knownClasses(measurement.classes, options.images);
    const units = chosenUnits(classes.units, options.units);
    const data = await writeMeasurement(options.out, measurement, ['classes']);
    printResult(classFindings(classes).headline);
    await writeFolder(classFigures(classes, units), options, data);
  });
  return exitCodes.ok;
}
