/** `sk-viz tradeoff`: Figure 2, with one's own runs. */
import { basename, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { jsonText } from 'sk-io';
import { paperPoints } from '../../measure/tradeoff/paperPoints.js';
import type { TradeoffData, TradeoffDataset, TradeoffPoint } from '../../measure/tradeoff/tradeoffData.js';
import { tradeoffCsv } from '../../measure/tradeoff/tradeoffFiles.js';
import { tradeoffFigure } from '../../report/sections/tradeoffSection.js';
import { checkTarget } from '../checkTarget.js';
import { UsageError } from '../exitCodes.js';
import { openModel } from '../openModel.js';
import { datasetOf, runPoint } from '../runPoint.js';
import { writeWhole } from '../writeFile.js';
import { addFolderOptions, collected, type FolderOptions } from './options.js';
import { startAny } from './startAny.js';
import { printNote } from './terminal.js';
import { writeFolder } from './writeFolder.js';

interface TradeoffOptions extends FolderOptions {
  readonly run?: readonly string[];
  readonly dataset?: TradeoffDataset;
}

const examples = `
The error of a run is that of its best test. Without --dataset the classes of the first run decide which of the paper's
points are drawn beside it; without a run these are those of Figure 2.

Examples:
  sk-viz tradeoff --out figure2
  sk-viz tradeoff --run runs/sknet --run runs/resnext --dataset cifar-10 --out tradeoff`;

export function tradeoffCommand(): Command {
  return addFolderOptions(
    new Command('tradeoff')
      .description("top-1 error against size: the paper's networks and your runs (Figure 2)")
      .option('--run <folder>', 'a run of sk-train; may be given several times', collected)
      .addOption(
        new Option('--dataset <name>', 'whose points of the paper to draw').choices([
          'imagenet-224',
          'imagenet-320',
          'cifar-10',
          'cifar-100',
          'other',
        ]),
      ),
  )
    .addHelpText('after', examples)
    .action(async (options: TradeoffOptions) => {
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
    });
}

async function ownPoints(
  folders: readonly string[],
): Promise<{ points: TradeoffPoint[]; dataset?: TradeoffDataset }> {
  if (folders.length === 0) return { points: [] };
  await startAny();
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
  return { points, dataset: datasets[0]! };
}
