/** `sk-viz curves`: its options and their help. */
import { Command, collected, whenCalled } from 'sk-io/command';
import { addFolderOptions } from '../parts/folderOptions.js';

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
    .action(whenCalled(async () => (await import('./run.js')).runCurves));
}
