/** `sk-viz tensorboard`: runs as event files, and with images their attention and its figures. */
import { join } from 'node:path';
import { elementAt } from 'sk-core';
import { eventFile, eventFileName, type SummaryEvent, trainingEvents } from 'sk-io';
import { checkTarget, exitCodes, printResult } from 'sk-io/command';
import { attentionEvents } from '../../events/attentionEvents.js';
import type { NamedFigure } from '../../figures/namedFigure.js';
import { renderSvg } from '../../figures/renderSvg.js';
import type { TrainingRun } from '../../figures/trainingRun.js';
import { encodePng } from '../../image/png.js';
import { scaleName } from '../../measure/attention/wording.js';
import type { MeasuredFolder } from '../../node/measureFolder.js';
import { readRuns } from '../../node/readRuns.js';
import { renderPng } from '../../node/renderPng.js';
import { writeWhole } from '../../node/writeFile.js';
import { attentionFigures } from '../../report/sections/attentionSection.js';
import { confusionFigure } from '../../report/sections/classesSection.js';
import { accuracyFigures } from '../../report/sections/runSection.js';
import { withMeasured } from '../parts/withMeasured.js';
import type { TensorboardOptions } from './options.js';

/** Writes an event file for each run and returns the exit code. */
export async function runTensorboard({
  run: folders,
  images,
  out,
  ...options
}: TensorboardOptions): Promise<number> {
  checkTarget(out, 'folder');
  const runs = await readRuns(folders);
  const names = folderNames(runs);
  for (const [i, { records }] of runs.entries()) {
    const events: SummaryEvent[] = trainingEvents(records);
    if (images !== undefined) {
      await withMeasured({ ...options, model: elementAt(folders, i), images }, async ({ measured }) => {
        events.push(...(await measuredEvents(measured)));
      });
    }
    const path = join(out, elementAt(names, i), eventFileName);
    await writeWhole(path, eventFile(events));
    printResult(`${path}: ${events.length.toLocaleString('en-US')} events`);
  }
  return exitCodes.ok;
}

/** Returns a folder name for each run, also for runs that are named by their paths. */
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

/** Returns what the network was shown, each object in each size. */
async function sampleEvents(
  scales: readonly number[],
  pictures: MeasuredFolder['pictures'],
): Promise<SummaryEvent[]> {
  const events = pictures.flatMap((ofSample, i) =>
    ofSample.map(async (picture, k): Promise<SummaryEvent> => {
      const tag = `samples/${i + 1}, ${scaleName(elementAt(scales, k))}`;
      return { kind: 'image', tag, step: 0, wallTime: 0, png: await encodePng(picture) };
    }),
  );
  return await Promise.all(events);
}
