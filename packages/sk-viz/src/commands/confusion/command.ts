/** `sk-viz confusion`: its options and their help. */
import { Command, whenCalled } from 'sk-io/command';
import { addFolderOptions } from '../parts/folderOptions.js';
import { addImageOptions } from '../parts/imageOptions.js';

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
    .action(whenCalled(async () => (await import('./run.js')).runConfusion));
}
