/** `sk-train predict`: its options and their help. */
import { addBackendOptions, Command, Option, whenCalled, wholeNumber } from 'sk-io/command';
import { addFiniteOption } from '../parts/finiteOption.js';
import { addInputOptions } from '../parts/inputOptions.js';
import { addSizeOptions } from '../parts/sizeOptions.js';
import { addTtaOption } from '../parts/ttaOption.js';

const examples = `
Examples:
  sk-train predict --model runs/slim cat.jpg dog.png
  sk-train predict --model runs/slim --top 3 --json photos/*.jpg
  sk-train predict --model runs/slim --top 1 --csv photos > answers.csv
  sk-train predict --model runs/slim --csv 'shards/test-{000000..000003}.tar' > answers.csv
  sk-train predict --model runs/slim --jsonl --tta ten photos > answers.jsonl
  sk-train predict --model converted/model.json --preprocessing tf --labels labels.txt cat.jpg
  sk-train predict --model sknet50 cat.jpg     (not trained: shows that it runs)`;

export function predictCommand(): Command {
  const command = new Command('predict')
    .description('say what images show')
    .argument('<images...>', 'files of images, folders of them, and shards (.tar, .tfrecord)')
    .requiredOption(
      '--model <name|folder>',
      'a run, a folder that holds a model.json, or the name of a network',
    )
    .option('--top <n>', 'classes to print for each image', wholeNumber(1), 5)
    .option('--best', "a run's checkpoint of the best epoch instead of the newest")
    .option('--ema', 'the average of the weights (EMA), of a run that was trained with --ema')
    .addOption(new Option('--json', 'print one JSON array').conflicts(['jsonl', 'csv']))
    .addOption(new Option('--jsonl', 'print one line of JSON for each image').conflicts(['json', 'csv']))
    .addOption(
      new Option(
        '--csv',
        'print a table: path, class and probability of the likeliest, class2 and probability2, ...',
      ).conflicts(['json', 'jsonl']),
    )
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runPredict));
  return addBackendOptions(addFiniteOption(addTtaOption(addSizeOptions(addInputOptions(command)))));
}
