/** `sk-train eval`: its options and their help. */
import { addBackendOptions, Command, Option, outputPath, whenCalled, wholeNumber } from 'sk-io/command';
import { addDataOptions } from '../parts/data/dataOptions.js';
import { addFiniteOption } from '../parts/finiteOption.js';
import { addInputOptions } from '../parts/inputOptions.js';
import { addSizeOptions } from '../parts/sizeOptions.js';
import { addTtaOption } from '../parts/ttaOption.js';

const examples = `
Examples:
  sk-train eval --run runs/slim --data cifar10
  sk-train eval --run runs/slim --best --data cifar10 --json
  sk-train eval --run runs/slim --data cifar10 --split train
  sk-train eval --run runs/slim --data flowers --csv classes.csv --confusion confusion.csv
  sk-train eval --run runs/slim --data cifar10 --tta flip
  sk-train eval --run models/sk50 --data imagenet/val --image-size 320 --crop 0.95 --interpolation bicubic
  sk-train eval --run runs/slim/checkpoints/step-00001562 --data other-photos`;

export function evalCommand(): Command {
  const command = new Command('eval')
    .description('test a trained network on the test images of a folder')
    .requiredOption('--run <folder>', 'a run, or a folder that holds a model.json')
    .requiredOption('--data <folder>', 'a folder as fit takes it')
    .addOption(
      new Option(
        '--split <name>',
        'images to test on (default: test, or else val, or else what the run kept from training; a folder without splits as a whole)',
      ).choices(['train', 'val', 'test']),
    )
    .option('--best', 'the checkpoint of the best epoch instead of the newest')
    .option('--ema', 'the average of the weights (EMA), of a run that was trained with --ema')
    .option('--batch-size <n>', 'images that are looked at together', wholeNumber(1), 64)
    .option('--json', 'print the figures, the classes, the confusion matrix and the calibration as JSON')
    .option('--csv <file>', 'write the metrics of each class to a file', outputPath)
    .option('--confusion <file>', 'write how often each class was taken for each class to a file', outputPath)
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runEval));
  return addDataOptions(
    addBackendOptions(addFiniteOption(addTtaOption(addSizeOptions(addInputOptions(command))))),
  );
}
