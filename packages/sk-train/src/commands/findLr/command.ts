/** `sk-train find-lr`: its options and their help. */
import { addBackendOptions, Command, decimal, outputPath, whenCalled, wholeNumber } from 'sk-io/command';
import { addAugmentationOptions } from '../fit/augmentation/addOptions.js';
import { fitCommand } from '../fit/command.js';
import { addDataOptions } from '../parts/data/dataOptions.js';

const examples = `
Examples:
  sk-train find-lr --data photos
  sk-train find-lr --data photos --model sknet50 --recipe imagenet --batch-size 32 --accumulate 16
  sk-train find-lr --data flowers --from models/imported --optimizer adamw --max-lr 0.1
  sk-train find-lr --data cifar10 --out searches/cifar10
  sk-viz learning-rate --search searches/cifar10 --out figures

Trains for some steps with the data, model and recipe that fit would take, at a learning rate that grows from --min-lr to
--max-lr, and suggests the one at which the loss falls fastest. Nothing that it trained is kept.`;

/** Options that mean the same as those of fit. */
const ofFit = [
  ...['--data', '--model', '--from', '--freeze', '--recipe', '--set', '--batch-size', '--accumulate'],
  ...['--optimizer', '--weight-decay', '--clip-norm', '--clip-value', '--label-smoothing'],
  ...['--drop-path', '--class-weights', '--sampling'],
  ...['--image-size', '--seed', '--val-split', '--no-capture'],
];

export function findLrCommand(): Command {
  const command = new Command('find-lr').description('finds a learning rate for fit by a short training');
  for (const option of fitCommand().options) if (ofFit.includes(option.long ?? '')) command.addOption(option);
  command
    .option('--min-lr <rate>', 'learning rate of the first step', decimal(0), 1e-7)
    .option('--max-lr <rate>', 'learning rate of the last step', decimal(0), 10)
    .option('--steps <n>', 'steps at most; the search ends where the loss has diverged', wholeNumber(10), 100)
    .option(
      '--out <folder>',
      'write the losses as learning-rates.csv, which sk-viz learning-rate draws',
      outputPath,
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runFindLr));
  return addDataOptions(addBackendOptions(addAugmentationOptions(command)));
}
