/** `sk-viz grad-cam`: where the evidence for a class lies, kernel by kernel. */
import { join } from 'node:path';
import { elementAt } from 'sk-core';
import { jsonText } from 'sk-io';
import { checkTarget, exitCodes, printNote, startChosenBackend, UsageError } from 'sk-io/command';
import { modelPlace } from 'sk-io/node';
import { enlarge } from '../../image/enlarge.js';
import { gradCamCsv } from '../../measure/gradCam/gradCamFiles.js';
import { measureGradCam } from '../../measure/gradCam/measureGradCam.js';
import { type OpenedModel, openModel } from '../../node/openModel.js';
import { readSamples } from '../../node/readSamples.js';
import { writeWhole } from '../../node/writeFile.js';
import { evidenceFigures } from '../../report/sections/evidenceSection.js';
import { checkApart } from '../parts/checkApart.js';
import { chosenUnits } from '../parts/chosenUnits.js';
import { writeFolder } from '../parts/writeFolder.js';
import type { GradCamOptions } from './options.js';

/** Writes the maps and the figures and returns the exit code. */
export async function runGradCam(options: GradCamOptions): Promise<number> {
  checkTarget(options.out, 'folder');
  checkApart(options.out, options.images);
  modelPlace(options.model);
  const { images, skipped, notes } = await readSamples(options.images, options.samples, options.seed);
  await startChosenBackend(options, printNote);
  const opened = await openModel(options.model, { allowNonFinite: options.allowNonFinite ?? false });
  try {
    for (const note of [...opened.notes, ...notes]) printNote(note);
    for (const { name, reason } of skipped) printNote(`skipped ${name}: ${reason}`);
    const classIndex = options.class === undefined ? undefined : indexOf(options.class, opened);
    const { name, preprocessing } = opened;
    const data = await measureGradCam(opened.model, images, {
      name,
      preprocessing,
      skipped,
      ...(classIndex !== undefined && { classIndex }),
    });
    const units = chosenUnits(elementAt(data.images, 0).units, options.units);
    await writeWhole(join(options.out, 'grad-cam.json'), jsonText(data));
    await writeWhole(join(options.out, 'grad-cam.csv'), gradCamCsv(data));
    const pictures = images.map(({ image }) => enlarge(image, 1, preprocessing));
    const figures = await evidenceFigures(data, pictures, units);
    await writeFolder(figures, options, ['grad-cam.json', 'grad-cam.csv']);
  } finally {
    opened.model.dispose();
  }
  return exitCodes.ok;
}

/** Returns the index of a class that is given by its name or its index. @throws UsageError */
function indexOf(text: string, { classNames, model }: OpenedModel): number {
  const named = classNames?.indexOf(text) ?? -1;
  if (named >= 0) return named;
  const classes = model.outputs[0]?.shape.at(-1) ?? 0;
  if (/^\d+$/.test(text) && Number(text) < classes) return Number(text);
  const some = classNames === undefined ? '' : `, or a name such as ${classNames.slice(0, 3).join(', ')}`;
  throw new UsageError(`--class is '${text}', wants an index from 0 to ${classes - 1}${some}.`);
}
