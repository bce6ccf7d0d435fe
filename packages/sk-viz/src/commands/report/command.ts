/** `sk-viz report`: its options and their help. */
import { Command, collected, outputPath, whenCalled } from 'sk-io/command';
import { addThemeOption } from '../parts/folderOptions.js';
import { addImageOptions } from '../parts/imageOptions.js';

const examples = `
The HTML file holds all that it shows. Beside it, in a folder of the same name, lie the figures one by one (Vega-Lite, CSV,
SVG, PNG) and the data.

Examples:
  sk-viz report --model runs/first --images images/test --limit 500 --out report.html
  sk-viz report --model runs/sknet --run runs/resnext --images images/test --out report.html --no-files`;

export function reportCommand(): Command {
  return addThemeOption(
    addImageOptions(
      new Command('report').description(
        'one HTML file with everything: attention, classes, confusion, training curves, sample images',
      ),
    )
      .requiredOption('--out <file>', 'the HTML file to write', outputPath)
      .option('--run <folder>', 'another run, for its curves; may be given several times', collected)
      .option('--no-files', 'the HTML file alone'),
  )
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).writeReport));
}
