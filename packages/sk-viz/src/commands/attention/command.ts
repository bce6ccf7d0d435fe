/** `sk-viz attention`: its options and their help. */
import { Command, whenCalled } from 'sk-io/command';
import { addFolderOptions } from '../parts/folderOptions.js';
import { addImageOptions } from '../parts/imageOptions.js';

const examples = `
Examples:
  sk-viz attention --model runs/first --images images/test --limit 500 --out attention
  sk-viz attention --model models/sk50 --images photos --scales 1,1.5,2 --theme both --out attention`;

export function attentionCommand(): Command {
  return addFolderOptions(
    addImageOptions(
      new Command('attention').description(
        'what the attention of every SK unit does when the object grows (Figure 3)',
      ),
    ),
  )
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runAttention));
}
