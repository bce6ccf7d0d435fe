/** `sk-viz tensorboard`: its options and their help. */
import { Command, collected, outputPath, whenCalled } from 'sk-io/command';
import { addMeasureOptions } from '../parts/imageOptions.js';

const examples = `
Each run gets a folder of its own. The step of attention is the size of the object in percent: 100, 150, 200.

Examples:
  sk-viz tensorboard --run runs/sknet --run runs/resnext --out logs && tensorboard --logdir logs
  sk-viz tensorboard --run runs/sknet --images images/test --limit 500 --out logs`;

export function tensorboardCommand(): Command {
  return addMeasureOptions(
    new Command('tensorboard')
      .description('scalars, histograms and images as event files, for TensorBoard')
      .requiredOption('--run <folder>', 'a run of sk-train; may be given several times', collected)
      .option('--images <folder>', 'shows the attention on them too'),
  )
    .requiredOption('--out <folder>', 'the log directory of TensorBoard', outputPath)
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runTensorboard));
}
