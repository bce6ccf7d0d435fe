/** `sk-viz report`: everything in one HTML file, and the same figures as files beside it. */
import { basename, dirname, extname, join } from 'node:path';
import { Command } from 'commander';
import { enlarge } from '../../image/enlarge.js';
import { attentionFindings } from '../../measure/attention/attentionFindings.js';
import { measureGradCam } from '../../measure/gradCam/measureGradCam.js';
import type { ReportData } from '../../report/content/reportData.js';
import { reportHtml } from '../../report/reportHtml.js';
import { reportFigures } from '../../report/reportSections.js';
import { checkApart, checkTarget } from '../checkTarget.js';
import type { MeasuredFolder } from '../measureFolder.js';
import type { OpenedModel } from '../openModel.js';
import { readRuns } from '../readRuns.js';
import { runReport } from '../runReport.js';
import { writeWhole } from '../writeFile.js';
import { writeMeasurement } from '../writeMeasurement.js';
import { withMeasured } from './measure.js';
import {
  addImageOptions,
  addThemeOption,
  collected,
  type FolderOptions,
  type ImageOptions,
} from './options.js';
import { oneLine, printNote, printResult } from './terminal.js';
import { writeFolder } from './writeFolder.js';

interface ReportOptions extends ImageOptions, FolderOptions {
  readonly run?: readonly string[];
  readonly files: boolean;
}

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
      .requiredOption('--out <file>', 'the HTML file to write')
      .option('--run <folder>', 'another run, for its curves; may be given several times', collected)
      .option('--no-files', 'the HTML file alone'),
  )
    .addHelpText('after', examples)
    .action(async (options: ReportOptions) => {
      const folder = join(dirname(options.out), basename(options.out, extname(options.out)));
      checkTarget(options.out, 'file');
      if (options.files) {
        checkTarget(folder, 'folder');
        checkApart(folder, options.images);
      }
      const otherRuns = await readRuns(options.run ?? []);
      await withMeasured({ ...options, allowNoUnits: true }, async ({ opened, measured, backend }) => {
        const evidence = await sampleEvidence(opened, measured);
        const data = runReport(opened, measured, { backend, otherRuns, ...evidence });
        await writeWhole(options.out, await reportHtml(data));
        if (data.attention.units.length > 0) printResult(attentionFindings(data.attention).headline);
        else printNote(oneLine(noUnits(options.model)));
        if (options.files) {
          const written = await writeMeasurement(folder, measured.measurement);
          await writeFolder(await reportFigures(data), { ...options, out: folder }, written);
        }
        printResult(options.out);
      });
    });
}

const noUnits = (model: string): string =>
  `${model} has no SK unit with attention, got other layers alone: the report has the rest. Models with SK units: 'sk-train models'; replaceConvs of sk-models puts them into others.`;

/** Nothing where no image is shown one by one, or where no unit selects. */
async function sampleEvidence(
  { model, name, preprocessing }: OpenedModel,
  { sampleImages, measurement }: MeasuredFolder,
): Promise<Pick<ReportData, 'evidence'>> {
  if (sampleImages.length === 0 || measurement.attention.units.length === 0) return {};
  const data = await measureGradCam(model, sampleImages, { name, preprocessing });
  return { evidence: { data, pictures: sampleImages.map(({ image }) => enlarge(image, 1, preprocessing)) } };
}
