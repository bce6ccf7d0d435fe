/** `sk-viz attention`: the attention of every unit as the object grows, Figures 3 and S1. */
import { join } from 'node:path';
import { elementAt } from 'sk-core';
import { checkTarget, exitCodes, printResult } from 'sk-io/command';
import { representativeUnits } from '../../figures/representativeUnits.js';
import { encodePng } from '../../image/png.js';
import { attentionFindings } from '../../measure/attention/attentionFindings.js';
import { scaleName } from '../../measure/attention/wording.js';
import type { MeasuredFolder } from '../../node/measureFolder.js';
import { writeWhole } from '../../node/writeFile.js';
import { writeMeasurement } from '../../node/writeMeasurement.js';
import { attentionFigures } from '../../report/sections/attentionSection.js';
import { accuracyFigures } from '../../report/sections/runSection.js';
import { sampleFigures } from '../../report/sections/samplesSection.js';
import { checkApart } from '../parts/checkApart.js';
import { withMeasured } from '../parts/withMeasured.js';
import { writeFolder } from '../parts/writeFolder.js';
import type { AttentionOptions } from './options.js';

/** Writes the data, the figures and the pictures, and returns the exit code. */
export async function runAttention(options: AttentionOptions): Promise<number> {
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
  return exitCodes.ok;
}

/** Writes what the network was shown as `sample-1-1.5x.png` and returns the names of the files. */
async function writePictures(folder: string, { measurement, pictures }: MeasuredFolder): Promise<string[]> {
  const names: string[] = [];
  for (const [i, ofSample] of pictures.entries()) {
    for (const [k, picture] of ofSample.entries()) {
      const factor = scaleName(elementAt(measurement.attention.scales, k)).replace('×', 'x');
      const name = `sample-${i + 1}-${factor}.png`;
      await writeWhole(join(folder, name), await encodePng(picture));
      names.push(name);
    }
  }
  return names;
}
