/** From an opened run and its measured attention to the report's data. */
import type { EpochRecord } from 'sk-models';
import type { TrainingRun } from '../figures/trainingRun.js';
import { architectureOf } from '../measure/architecture/architectureOf.js';
import type { ScaleAccuracy } from '../measure/attention/attentionData.js';
import { paperPoints } from '../measure/tradeoff/paperPoints.js';
import type { Fact, ReportData } from '../report/content/reportData.js';
import type { MeasuredFolder } from './measureFolder.js';
import type { OpenedModel } from './openModel.js';
import { datasetOf, measuredPoint, runPoint } from './runPoint.js';

export interface RunReportOptions {
  /** That computed the attention. */
  readonly backend: string;
  /** Runs whose curves are drawn beside those of the model. */
  readonly otherRuns?: readonly TrainingRun[];
  readonly evidence?: ReportData['evidence'];
}

export function runReport(
  opened: OpenedModel,
  { measurement, pictures }: MeasuredFolder,
  { backend, otherRuns = [], evidence }: RunReportOptions,
): ReportData {
  const { attention: data, classes, confusion } = measurement;
  const tested = opened.log
    .filter((record): record is EpochRecord => record.kind === 'epoch')
    .findLast(({ testAccuracy }) => testAccuracy !== undefined);
  const atFirst = data.accuracy?.[data.scales.indexOf(1)];
  const accuracy =
    tested?.testAccuracy !== undefined
      ? {
          accuracy: tested.testAccuracy,
          label: `top-1 accuracy on the test images after epoch ${tested.epoch}`,
        }
      : atFirst && {
          accuracy: atFirst.accuracy,
          label: `top-1 accuracy, ${atFirst.images.toLocaleString('en-US')} images`,
        };
  return {
    title: `Which kernels does ${opened.name} select?`,
    lead: `The attention of ${opened.name} on ${data.images.toLocaleString('en-US')} images whose central object is enlarged.`,
    facts: [
      ...modelFacts(opened),
      ...runFacts(opened),
      { label: 'Images', value: data.source },
      { label: 'Backend', value: backend },
    ],
    ...(accuracy === undefined ? {} : { accuracy }),
    runs: [{ name: opened.name, records: opened.log }, ...otherRuns],
    attention: data,
    ...(classes === undefined ? {} : { classes }),
    ...(confusion === undefined ? {} : { confusion }),
    ...tradeoffOf(opened, atFirst),
    architecture: { ...architectureOf(opened.model), model: opened.name },
    ...(evidence === undefined ? {} : { evidence }),
    pictures,
  };
}

/** On data that the paper reports on: the run's best test, or its answers to the images where it was never tested. */
function tradeoffOf(opened: OpenedModel, answers: ScaleAccuracy | undefined): Pick<ReportData, 'tradeoff'> {
  const own = runPoint(opened, 'its best test') ?? (answers && measuredPoint(opened, answers));
  const dataset = datasetOf(opened.classNames);
  if (own === undefined || dataset === 'other') return {};
  return {
    tradeoff: { format: 'sk-viz/tradeoff', version: 1, dataset, points: [...paperPoints(dataset), own] },
  };
}

function modelFacts({ name, parameters, multiplyAdds, preprocessing }: OpenedModel): Fact[] {
  const { size, channels } = preprocessing;
  return [
    {
      label: 'Model',
      value: `${name}: ${parameters.toLocaleString('en-US')} parameters, ${(multiplyAdds / 1e6).toFixed(1)} million multiply-adds an image of ${[...size, channels].join(' × ')}`,
    },
  ];
}

function runFacts({ log, recipe }: OpenedModel): Fact[] {
  const last = log.at(-1);
  const facts: Fact[] = [];
  if (last !== undefined) {
    const epochs = last.epoch.toLocaleString('en-US', { maximumFractionDigits: 2 });
    facts.push({ label: 'Training', value: `${last.step.toLocaleString('en-US')} steps, ${epochs} epochs` });
  }
  if (recipe !== undefined) {
    const settings = Object.entries(recipe).flatMap(([name, value]) => setting(name, value));
    facts.push({ label: 'Recipe', value: settings.join(', ') });
  }
  return facts;
}

/** "learningRate 0.1"; of a nested setting its kind or its JSON. */
function setting(name: string, value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [`${name} ${value}`];
  return [`${name} ${'kind' in value ? value.kind : JSON.stringify(value)}`];
}
