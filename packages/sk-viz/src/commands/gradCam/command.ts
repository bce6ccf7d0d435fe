/** `sk-viz grad-cam`: its options and their help. */
import { addBackendOptions, Command, whenCalled, wholeNumber } from 'sk-io/command';
import { addFolderOptions, addUnitsOption } from '../parts/folderOptions.js';
import { addSourceOptions } from '../parts/imageOptions.js';

const examples = `
Examples:
  sk-viz grad-cam --model runs/first --images images/test --samples 6 --out evidence
  sk-viz grad-cam --model models/sk50 --images dog.jpg --class "golden retriever" --out evidence`;

export function gradCamCommand(): Command {
  const command = addSourceOptions(
    new Command('grad-cam').description(
      'where the evidence for a class lies, kernel by kernel of every unit',
    ),
  )
    .option('--samples <n>', 'so many images, drawn at random', wholeNumber(1), 4)
    .option('--seed <n>', 'decides which images are drawn', wholeNumber(0), 1)
    .option('--class <name>', 'explains this class, by name or index, instead of the likeliest one');
  return addUnitsOption(addFolderOptions(addBackendOptions(command)))
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runGradCam));
}
