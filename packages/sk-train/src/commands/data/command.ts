/** `sk-train data`: its options and their help. */
import { Argument, Command, decimal, outputPath, whenCalled, wholeNumber } from 'sk-io/command';
import { tasks } from './options.js';

const examples = `
shard writes the images of a folder or a list as tar shards in WebDataset's layout, in an order that the seed decides, with an
index beside each and the names of the classes in classes.txt. inspect says what a source holds: images and classes of each split,
sizes, and members that are broken, unsafe or there twice. split writes lists (train.jsonl, val.jsonl, test.jsonl) that share the
images of a folder or a list out, each class for itself. What fit takes as --data, these take too.

Examples:
  sk-train data shard photos --out shards
  sk-train data shard flowers --out shards --val-split 0.1 --per-shard 500 --seed 7
  sk-train data inspect 'https://example.org/train-{000000..000127}.tar' --json
  sk-train data split flowers --out lists --test-split 0.2 --val-split 0.1
  sk-train fit --data lists`;

export function dataCommand(): Command {
  return new Command('data')
    .description('write shards, look into data, or split them')
    .addArgument(new Argument('<task>', 'what to do').choices(tasks))
    .argument('<source>', 'a folder, a list (.csv, .jsonl), shards')
    .option('--out <folder>', 'where shards or lists go: a folder that is not there yet', outputPath)
    .option('--per-shard <n>', 'images in a shard (default: 1000)', wholeNumber(1))
    .option(
      '--val-split <share>',
      'share of each class that is kept for validation (default: 0)',
      decimal(0, 0.9),
    )
    .option(
      '--test-split <share>',
      'share of each class that is kept for testing (default: 0.2)',
      decimal(0, 0.9),
    )
    .option('--seed <n>', 'decides order and splits (default: 1)', wholeNumber(0))
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runData));
}
