/** `sk-viz architecture`: its options and their help. */
import { Command, whenCalled } from 'sk-io/command';
import { addFolderOptions } from '../parts/folderOptions.js';

const examples = `
Examples:
  sk-viz architecture --model sknet50 --out sknet50
  sk-viz architecture --model runs/first --theme both --out network`;

export function architectureCommand(): Command {
  return addFolderOptions(
    new Command('architecture')
      .description('the network as a block diagram: shapes, parameters and multiply-adds')
      .requiredOption('--model <name>', 'a run, a folder with model.json, or a name such as sknet50'),
  )
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runArchitecture));
}
