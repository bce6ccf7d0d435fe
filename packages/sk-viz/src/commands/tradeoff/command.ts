/** `sk-viz tradeoff`: its options and their help. */
import { Command, collected, Option, whenCalled } from 'sk-io/command';
import { addFolderOptions } from '../parts/folderOptions.js';

const examples = `
The error of a run is that of its best test. Without --dataset the classes of the first run decide which of the paper's
points are drawn beside it; without a run these are those of Figure 2.

Examples:
  sk-viz tradeoff --out figure2
  sk-viz tradeoff --run runs/sknet --run runs/resnext --dataset cifar-10 --out tradeoff`;

export function tradeoffCommand(): Command {
  return addFolderOptions(
    new Command('tradeoff')
      .description("top-1 error against size: the paper's networks and your runs (Figure 2)")
      .option('--run <folder>', 'a run of sk-train; may be given several times', collected)
      .addOption(
        new Option('--dataset <name>', 'whose points of the paper to draw').choices([
          'imagenet-224',
          'imagenet-320',
          'cifar-10',
          'cifar-100',
          'other',
        ]),
      ),
  )
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runTradeoff));
}
