/** `sk-viz learning-rate`: its options and their help. */
import { Command, whenCalled } from 'sk-io/command';
import { addFolderOptions } from '../parts/folderOptions.js';

const examples = `
Examples:
  sk-train find-lr --data photos --out searches/photos
  sk-viz learning-rate --search searches/photos --out figures`;

export function learningRateCommand(): Command {
  return addFolderOptions(
    new Command('learning-rate')
      .description('the loss over the learning rate, and the rate that a search suggests')
      .requiredOption('--search <folder>', 'what sk-train find-lr --out wrote'),
  )
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runLearningRate));
}
