/** `sk-viz tradeoff`: error against size of the user's runs among the paper's networks, Figure 2. */
import { basename, join, resolve } from 'node:path';
import { jsonText } from 'sk-io';
import { checkTarget, exitCodes, printNote, startSoonestBackend, UsageError } from 'sk-io/command';
import { modelPlace } from 'sk-io/node';
import { paperPoints } from '../../measure/tradeoff/paperPoints.js';
import type { TradeoffData, TradeoffDataset, TradeoffPoint } from '../../measure/tradeoff/tradeoffData.js';
import { tradeoffCsv } from '../../measure/tradeoff/tradeoffFiles.js';
import { openModel } from '../../node/openModel.js';
import { datasetOf, runPoint } from '../../node/runPoint.js';
import { writeWhole } from '../../node/writeFile.js';
import { tradeoffFigure } from '../../report/sections/tradeoffSection.js';
import { writeFolder } from '../parts/writeFolder.js';
import type { TradeoffOptions } from './options.js';

/** Writes the data and the figure and returns the exit code. */
export async function runTradeoff(options: TradeoffOptions): Promise<number> {
  checkTarget(options.out, 'folder');
  const runs = await ownPoints(options.run ?? []);
  const dataset = options.dataset ?? runs.dataset ?? 'imagenet-224';
  const points = [...paperPoints(dataset), ...runs.points];
  if (points.length === 0) {
    throw new UsageError(
      'Nothing to draw: no run has a test accuracy. Train with a test set, or name --dataset.',
    );
  }
  const data: TradeoffData = { format: 'sk-viz/tradeoff', version: 1, dataset, points };
  await writeWhole(join(options.out, 'tradeoff.json'), jsonText(data));
  await writeWhole(join(options.out, 'tradeoff.csv'), tradeoffCsv(data));
  await writeFolder([tradeoffFigure(data)], options, ['tradeoff.json', 'tradeoff.csv']);
  return exitCodes.ok;
}

async function ownPoints(
  folders: readonly string[],
): Promise<{ points: TradeoffPoint[]; dataset?: TradeoffDataset }> {
  if (folders.length === 0) return { points: [] };
  for (const folder of folders) modelPlace(folder);
  await startSoonestBackend();
  const points: TradeoffPoint[] = [];
  const datasets: TradeoffDataset[] = [];
  for (const folder of folders) {
    const opened = await openModel(folder);
    opened.model.dispose();
    const point = runPoint(opened, basename(resolve(folder)));
    if (point === undefined) printNote(`${folder}: was never tested, so it has no point`);
    else points.push(point);
    datasets.push(datasetOf(opened.classNames));
  }
  const [dataset] = datasets;
  return { points, ...(dataset !== undefined && { dataset }) };
}
