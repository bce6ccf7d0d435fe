/** `sk-viz classes`: its options and their help. */
import { Command, whenCalled } from 'sk-io/command';
import { addFolderOptions, addUnitsOption } from '../parts/folderOptions.js';
import { addImageOptions } from '../parts/imageOptions.js';

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
    .action(whenCalled(async () => (await import('./run.js')).runClasses));
}
