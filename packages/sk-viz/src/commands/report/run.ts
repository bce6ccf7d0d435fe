/** `sk-viz report`: everything in one HTML file, and the same figures as files beside it. */
import { basename, dirname, extname, join } from 'node:path';
import { checkTarget, exitCodes, printNote, printResult } from 'sk-io/command';
import { enlarge } from '../../image/enlarge.js';
import { attentionFindings } from '../../measure/attention/attentionFindings.js';
import { measureGradCam } from '../../measure/gradCam/measureGradCam.js';
import type { MeasuredFolder } from '../../node/measureFolder.js';
import type { OpenedModel } from '../../node/openModel.js';
import { readRuns } from '../../node/readRuns.js';
import { runReport } from '../../node/runReport.js';
import { writeWhole } from '../../node/writeFile.js';
import { writeMeasurement } from '../../node/writeMeasurement.js';
import type { ReportData } from '../../report/content/reportData.js';
import { reportHtml } from '../../report/reportHtml.js';
import { reportFigures } from '../../report/reportSections.js';
import { checkApart } from '../parts/checkApart.js';
import { withMeasured } from '../parts/withMeasured.js';
import { writeFolder } from '../parts/writeFolder.js';
import type { ReportOptions } from './options.js';

/** Writes the page and the files beside it and returns the exit code. */
export async function writeReport(options: ReportOptions): Promise<number> {
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
    else printNote(noUnits(options.model));
    if (options.files) {
      const written = await writeMeasurement(folder, measured.measurement);
      await writeFolder(await reportFigures(data), { ...options, out: folder }, written);
    }
    printResult(options.out);
  });
  return exitCodes.ok;
}

const noUnits = (model: string): string =>
  `${model} has no SK unit with attention, got other layers alone: the report has the rest. Models with SK units: 'sk-train models'; replaceConvs of sk-models puts them into others.`;

/** Computes Grad-CAM of the images that are shown one by one; nothing where there are none, or no unit selects. */
async function sampleEvidence(
  { model, name, preprocessing }: OpenedModel,
  { sampleImages, measurement }: MeasuredFolder,
): Promise<Pick<ReportData, 'evidence'>> {
  if (sampleImages.length === 0 || measurement.attention.units.length === 0) return {};
  const data = await measureGradCam(model, sampleImages, { name, preprocessing });
  return { evidence: { data, pictures: sampleImages.map(({ image }) => enlarge(image, 1, preprocessing)) } };
}
