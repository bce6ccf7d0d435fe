/** `sk-viz curves`: loss, accuracy and learning rate of one run or several. */
import { join } from 'node:path';
import { Command } from 'commander';
import { curvesCsv } from '../../figures/curvesCsv.js';
import { curveFigures } from '../../report/sections/runSection.js';
import { checkTarget } from '../checkTarget.js';
import { readRuns } from '../readRuns.js';
import { writeWhole } from '../writeFile.js';
import { addFolderOptions, collected, type FolderOptions } from './options.js';
import { writeFolder } from './writeFolder.js';

interface CurvesOptions extends FolderOptions {
  readonly run: readonly string[];
}

const examples = `
Examples:
  sk-viz curves --run runs/first --out curves
  sk-viz curves --run runs/sknet --run runs/resnext --out curves`;

export function curvesCommand(): Command {
  return addFolderOptions(
    new Command('curves')
      .description('loss, accuracy and learning rate of one run or several')
      .requiredOption('--run <folder>', 'a run of sk-train; may be given several times', collected),
  )
    .addHelpText('after', examples)
    .action(async (options: CurvesOptions) => {
      checkTarget(options.out, 'folder');
      const runs = await readRuns(options.run);
      await writeWhole(join(options.out, 'curves.csv'), curvesCsv(runs));
      await writeFolder(curveFigures(runs), options, ['curves.csv']);
    });
}
