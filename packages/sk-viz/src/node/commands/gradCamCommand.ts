/** `sk-viz grad-cam`: where the evidence for a class lies, kernel by kernel. */
import { join } from 'node:path';
import { Command } from 'commander';
import { jsonText } from 'sk-io';
import { enlarge } from '../../image/enlarge.js';
import { gradCamCsv } from '../../measure/gradCam/gradCamFiles.js';
import { measureGradCam } from '../../measure/gradCam/measureGradCam.js';
import { evidenceFigures } from '../../report/sections/evidenceSection.js';
import { checkApart, checkTarget } from '../checkTarget.js';
import { UsageError } from '../exitCodes.js';
import { type OpenedModel, openModel } from '../openModel.js';
import { readSamples } from '../readSamples.js';
import { writeWhole } from '../writeFile.js';
import { chosenUnits } from './chosenUnits.js';
import { startForImages } from './measure.js';
import {
  addBackendOptions,
  addFolderOptions,
  addSourceOptions,
  addUnitsOption,
  type BackendOptions,
  type FolderOptions,
  wholeNumber,
} from './options.js';
import { oneLine, printNote } from './terminal.js';
import { writeFolder } from './writeFolder.js';

interface GradCamOptions extends FolderOptions, BackendOptions {
  readonly model: string;
  readonly images: string;
  readonly samples: number;
  readonly seed: number;
  readonly class?: string;
  readonly units?: readonly string[];
}

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
    .action(async (options: GradCamOptions) => {
      checkTarget(options.out, 'folder');
      checkApart(options.out, options.images);
      const { images, skipped } = await readSamples(options.images, options.samples, options.seed);
      await startForImages(options);
      const opened = await openModel(options.model);
      try {
        for (const note of opened.notes) printNote(oneLine(note));
        for (const { name, reason } of skipped) printNote(oneLine(`skipped ${name}: ${reason}`));
        const classIndex = options.class === undefined ? undefined : indexOf(options.class, opened);
        const { name, preprocessing } = opened;
        const data = await measureGradCam(opened.model, images, {
          name,
          preprocessing,
          skipped,
          ...(classIndex === undefined ? {} : { classIndex }),
        });
        const units = chosenUnits(data.images[0]!.units, options.units);
        await writeWhole(join(options.out, 'grad-cam.json'), jsonText(data));
        await writeWhole(join(options.out, 'grad-cam.csv'), gradCamCsv(data));
        const pictures = images.map(({ image }) => enlarge(image, 1, preprocessing));
        const figures = await evidenceFigures(data, pictures, units);
        await writeFolder(figures, options, ['grad-cam.json', 'grad-cam.csv']);
      } finally {
        opened.model.dispose();
      }
    });
}

function indexOf(text: string, { classNames, model }: OpenedModel): number {
  const named = classNames?.indexOf(text) ?? -1;
  if (named >= 0) return named;
  const classes = model.outputs[0]?.shape.at(-1) ?? 0;
  if (/^\d+$/.test(text) && Number(text) < classes) return Number(text);
  const some = classNames === undefined ? '' : `, or a name such as ${classNames.slice(0, 3).join(', ')}`;
  throw new UsageError(`--class is '${text}', wants an index from 0 to ${classes - 1}${some}.`);
}
