/** `sk-viz attention`: Figure 3 and S1. */
import { join } from 'node:path';
import { Command } from 'commander';
import { representativeUnits } from '../../figures/representativeUnits.js';
import { encodePng } from '../../image/png.js';
import { attentionFindings } from '../../measure/attention/attentionFindings.js';
import { scaleName } from '../../measure/attention/wording.js';
import { attentionFigures } from '../../report/sections/attentionSection.js';
import { accuracyFigures } from '../../report/sections/runSection.js';
import { sampleFigures } from '../../report/sections/samplesSection.js';
import { checkApart, checkTarget } from '../checkTarget.js';
import type { MeasuredFolder } from '../measureFolder.js';
import { writeWhole } from '../writeFile.js';
import { writeMeasurement } from '../writeMeasurement.js';
import { withMeasured } from './measure.js';
import { addFolderOptions, addImageOptions, type FolderOptions, type ImageOptions } from './options.js';
import { printResult } from './terminal.js';
import { writeFolder } from './writeFolder.js';

const examples = `
Examples:
  sk-viz attention --model runs/first --images images/test --limit 500 --out attention
  sk-viz attention --model models/sk50 --images photos --scales 1,1.5,2 --theme both --out attention`;

export function attentionCommand(): Command {
  return addFolderOptions(
    addImageOptions(
      new Command('attention').description(
        'what the attention of every SK unit does when the object grows (Figure 3)',
      ),
    ),
  )
    .addHelpText('after', examples)
    .action(async (options: ImageOptions & FolderOptions) => {
      checkTarget(options.out, 'folder');
      checkApart(options.out, options.images);
      await withMeasured(options, async ({ measured }) => {
        const { attention } = measured.measurement;
        const data = await writeMeasurement(options.out, measured.measurement, ['attention']);
        const pictures = await writePictures(options.out, measured);
        printResult(attentionFindings(attention).headline);
        const figures = [
          ...attentionFigures(attention),
          ...accuracyFigures(attention),
          ...sampleFigures(attention, representativeUnits(attention)),
        ];
        await writeFolder(figures, options, [...data, ...pictures]);
      });
    });
}

/** What the network was shown: `sample-1-1.5x.png`. */
async function writePictures(folder: string, { measurement, pictures }: MeasuredFolder): Promise<string[]> {
  const names: string[] = [];
  for (const [i, ofSample] of pictures.entries())
    for (const [scale, picture] of ofSample.entries()) {
      const factor = scaleName(measurement.attention.scales[scale]!).replace('×', 'x');
      const name = `sample-${i + 1}-${factor}.png`;
      await writeWhole(join(folder, name), await encodePng(picture));
      names.push(name);
    }
  return names;
}
