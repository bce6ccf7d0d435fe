/** `sk-viz tensorboard`: runs as event files, and with images their attention and its figures. */
import { join } from 'node:path';
import { Command } from 'commander';
import { eventFile, eventFileName, type SummaryEvent } from 'sk-io';
import { attentionEvents } from '../../events/attentionEvents.js';
import { trainingEvents } from '../../events/trainingEvents.js';
import type { NamedFigure } from '../../figures/namedFigure.js';
import { renderSvg } from '../../figures/renderSvg.js';
import type { TrainingRun } from '../../figures/trainingRun.js';
import { encodePng } from '../../image/png.js';
import { scaleName } from '../../measure/attention/wording.js';
import { attentionFigures } from '../../report/sections/attentionSection.js';
import { confusionFigure } from '../../report/sections/classesSection.js';
import { accuracyFigures } from '../../report/sections/runSection.js';
import { checkTarget } from '../checkTarget.js';
import type { MeasuredFolder } from '../measureFolder.js';
import { readRuns } from '../readRuns.js';
import { renderPng } from '../renderPng.js';
import { writeWhole } from '../writeFile.js';
import { withMeasured } from './measure.js';
import { addMeasureOptions, collected, type ImageOptions } from './options.js';
import { printResult } from './terminal.js';

interface TensorboardOptions extends Omit<ImageOptions, 'model' | 'images'> {
  readonly run: readonly string[];
  readonly images?: string;
  readonly out: string;
}

const examples = `
Each run gets a folder of its own. The step of attention is the size of the object in percent: 100, 150, 200.

Examples:
  sk-viz tensorboard --run runs/sknet --run runs/resnext --out logs && tensorboard --logdir logs
  sk-viz tensorboard --run runs/sknet --images images/test --limit 500 --out logs`;

export function tensorboardCommand(): Command {
  return addMeasureOptions(
    new Command('tensorboard')
      .description('scalars, histograms and images as event files, for TensorBoard')
      .requiredOption('--run <folder>', 'a run of sk-train; may be given several times', collected)
      .option('--images <folder>', 'shows the attention on them too'),
  )
    .requiredOption('--out <folder>', 'the log directory of TensorBoard')
    .addHelpText('after', examples)
    .action(async ({ run: folders, images, out, ...options }: TensorboardOptions) => {
      checkTarget(out, 'folder');
      const runs = await readRuns(folders);
      const names = folderNames(runs);
      for (const [i, { records }] of runs.entries()) {
        const events: SummaryEvent[] = trainingEvents(records);
        if (images !== undefined) {
          await withMeasured({ ...options, model: folders[i]!, images }, async ({ measured }) => {
            events.push(...(await measuredEvents(measured)));
          });
        }
        const path = join(out, names[i]!, eventFileName);
        await writeWhole(path, eventFile(events));
        printResult(`${path}: ${events.length.toLocaleString('en-US')} events`);
      }
    });
}

/** One folder a run, also for runs that are named by their paths. */
function folderNames(runs: readonly TrainingRun[]): string[] {
  const plain = runs.map(({ name }) => name.replace(/[/\\:]+/g, '_'));
  return plain.map((name, i) => {
    const before = plain.slice(0, i).filter((other) => other === name).length;
    return before === 0 ? name : `${name}_${before + 1}`;
  });
}

async function measuredEvents({ measurement, pictures }: MeasuredFolder): Promise<SummaryEvent[]> {
  const { attention, confusion } = measurement;
  const figures = [
    ...attentionFigures(attention),
    ...accuracyFigures(attention),
    ...(confusion === undefined ? [] : [confusionFigure(confusion)]),
  ];
  return [
    ...attentionEvents(attention),
    ...(await Promise.all(figures.map(figureEvent))),
    ...(await sampleEvents(attention.scales, pictures)),
  ];
}

async function figureEvent({ name, figure }: NamedFigure): Promise<SummaryEvent> {
  const png = await renderPng(await renderSvg(figure));
  return { kind: 'image', tag: `figures/${name}`, step: 0, wallTime: 0, png };
}

/** What the network was shown, each object in each size. */
async function sampleEvents(
  scales: readonly number[],
  pictures: MeasuredFolder['pictures'],
): Promise<SummaryEvent[]> {
  const events = pictures.flatMap((ofSample, i) =>
    ofSample.map(async (picture, scale): Promise<SummaryEvent> => {
      const tag = `samples/${i + 1}, ${scaleName(scales[scale]!)}`;
      return { kind: 'image', tag, step: 0, wallTime: 0, png: await encodePng(picture) };
    }),
  );
  return await Promise.all(events);
}
