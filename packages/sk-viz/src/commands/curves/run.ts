/** `sk-viz curves`: loss, accuracy and learning rate of one run or several. */
import { join } from 'node:path';
import { checkTarget, exitCodes } from 'sk-io/command';
import { curvesCsv } from '../../figures/curvesCsv.js';
import { readRuns } from '../../node/readRuns.js';
import { writeWhole } from '../../node/writeFile.js';
import { curveFigures } from '../../report/sections/runSection.js';
import { writeFolder } from '../parts/writeFolder.js';
import type { CurvesOptions } from './options.js';

/** Writes the table and the figures and returns the exit code. */
export async function runCurves(options: CurvesOptions): Promise<number> {
  checkTarget(options.out, 'folder');
  const runs = await readRuns(options.run);
  await writeWhole(join(options.out, 'curves.csv'), curvesCsv(runs));
  await writeFolder(curveFigures(runs), options, ['curves.csv']);
  return exitCodes.ok;
}
