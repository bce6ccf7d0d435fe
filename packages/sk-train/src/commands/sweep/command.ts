/** `sk-train sweep`: its options and their help. */
import {
  addBackendOptions,
  Command,
  collected,
  duration,
  Option,
  outputPath,
  whenCalled,
  wholeNumber,
} from 'sk-io/command';
import { addDataOptions } from '../parts/data/dataOptions.js';

const examples = `
Examples:
  sk-train sweep sweeps/slim.yaml --data cifar10
  sk-train sweep sweeps/slim.yaml --data cifar10 --results results/slim --max-time 8h   (the same again goes on)
  sk-train sweep table.ts --processes 4 --threads 1
  sk-train sweep table.mjs --data photos --set epochs=1 --out runs/try
  sk-train sweep sweeps/slim.yaml --results results/slim --summary --markdown

A table names the sweep, its seeds and rows of recipes: a module (.js, .mjs, .ts, .mts) whose default export is what
defineSweep of sk-train/node returns, or the same as .json or .yaml. TypeScript wants Node 22.18 or newer, or the package jiti.

Each run is a folder as fit makes it. Finished runs are in results.csv and are not made again. A run that fails is named, and
the others go on; the exit code is then 1.`;

export function sweepCommand(): Command {
  const command = new Command('sweep')
    .description('train a table of recipes from several seeds each')
    .argument('<table>', 'a module, or a file of JSON or YAML')
    .option('--data <folder>', "images to train and test on, as fit takes them (default: the table's)")
    .option('--out <folder>', "where the runs go (default: runs/<the table's name>)", outputPath)
    .option(
      '--results <folder>',
      'where results.csv goes, with the recipe and the log of each finished run (default: --out)',
      outputPath,
    )
    .option('--set <field=value>', 'a field of all recipes, as fit has it, as often as needed', collected)
    .option('--processes <n>', 'runs that train at the same time', wholeNumber(1, 64), 1)
    .option('--max-time <time>', 'save and end after so long, such as 1h30m, 45m or 90s', duration)
    .option('--checkpoint-every <n>', 'steps between checkpoints of a run', wholeNumber(1), 500)
    .option('--keep <n>', 'checkpoints of a run to keep, besides the best', wholeNumber(1), 1)
    .option('--rerun', 'make results anew that another recipe of the same row has made')
    .option('--summary', 'print the results that are there, and train nothing')
    .addOption(new Option('--json', 'print the results as JSON').conflicts(['markdown', 'csv']))
    .addOption(
      new Option('--markdown', 'print the results as a table of Markdown').conflicts(['json', 'csv']),
    )
    .addOption(
      new Option(
        '--csv',
        'print a table of shares: row, runs, top1, deviation, low, high, gain, gainLow, gainHigh, paper',
      ).conflicts(['json', 'markdown']),
    )
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runSweep));
  return addDataOptions(addBackendOptions(command));
}
