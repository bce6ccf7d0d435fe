/** The summary of a run as Markdown: its recipe, model and data, and its epochs so far. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describeSeconds, percent } from 'sk-io/command';
import { describeModel, type EpochRecord, ModelError, type MonitoredState } from 'sk-models';
import { monitorEpoch, monitorOf } from '../../../fit/monitor.js';
import { changedFields, isOpenEnded, parseRecipe } from '../../../recipe/parseRecipe.js';
import type { Recipe } from '../../../recipe/recipe.js';
import { plainText, shellBlock, shellWord, table } from './markdown.js';

export interface SummaryFacts {
  /** The run's folder, and that of its data, as the user wrote them. */
  readonly run: string;
  readonly data: string;
  readonly recipe: Recipe;
  readonly model: LayersModel;
  /** Sentences about the images. */
  readonly notes: readonly string[];
  readonly backend: string;
  /** By package. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface RunProgress {
  readonly epochs: readonly EpochRecord[];
  /** A sentence: how far the run has come, or how it ended. */
  readonly state: string;
  /** Whether all of its epochs are over. */
  readonly isDone: boolean;
}

export function summaryText(facts: SummaryFacts, progress: RunProgress): string {
  const { data, recipe, model, notes, backend, versions } = facts;
  const { epochs, state } = progress;
  const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  return [
    `# ${plainText(recipe.model ?? model.name)} on ${plainText(data)}`,
    plainText(`${state}.`),
    ...(epochs.length === 0
      ? []
      : [`${bestEpoch(recipe, epochs)}Time of training: ${describeSeconds(seconds)}.`, epochTable(epochs)]),
    '## Going on',
    shellBlock(commands(facts, progress)),
    '## Images',
    notes.map((note) => `- ${plainText(note)}`).join('\n'),
    '## Model',
    describeCosts(model),
    '## Recipe',
    'What differs from the defaults.',
    recipeTable(recipe),
    '## Made with',
    table(
      ['what', 'version'],
      [['backend', backend], ['Node', process.version], ...Object.entries(versions)],
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function bestEpoch(recipe: Recipe, epochs: readonly EpochRecord[]): string {
  let [state, best]: [MonitoredState, EpochRecord | undefined] = [{}, undefined];
  for (const epoch of epochs) {
    const next = monitorEpoch(recipe, state, epoch);
    if (next.isBest) best = epoch;
    state = next.state;
  }
  const figure = monitorOf(recipe);
  const value = best?.[figure];
  if (best === undefined || value === undefined) return '';
  return `Best epoch: ${best.epoch}, whose ${figure} is ${figure.includes('Loss') ? value.toFixed(4) : percent(value)}. `;
}

type Cell = (epoch: EpochRecord) => string | undefined;

const share = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : percent(value);

const epochColumns: readonly (readonly [title: string, cell: Cell])[] = [
  ['epoch', ({ epoch }) => String(epoch)],
  ['train loss', ({ trainLoss }) => trainLoss.toFixed(4)],
  ['train accuracy', ({ trainAccuracy }) => share(trainAccuracy)],
  ['test loss', ({ testLoss }) => testLoss?.toFixed(4)],
  ['test accuracy', ({ testAccuracy }) => share(testAccuracy)],
  ['test loss of the average', ({ testLossEma }) => testLossEma?.toFixed(4)],
  ['test accuracy of the average', ({ testAccuracyEma }) => share(testAccuracyEma)],
  ['learning rate', ({ learningRate }) => learningRate.toPrecision(3)],
  ['images/s', ({ imagesPerSecond }) => imagesPerSecond.toFixed(1)],
  ['time', ({ seconds }) => describeSeconds(seconds)],
];

function epochTable(epochs: readonly EpochRecord[]): string {
  const used = epochColumns.filter(([, cell]) => epochs.some((epoch) => cell(epoch) !== undefined));
  return table(
    used.map(([title]) => title),
    epochs.map((epoch) => used.map(([, cell]) => cell(epoch) ?? '')),
  );
}

function commands({ run, data, recipe }: SummaryFacts, { isDone }: RunProgress): readonly string[] {
  const [folder, images] = [shellWord(run), shellWord(data)];
  const more = isDone ? ` --epochs ${2 * recipe.epochs}` : '';
  const resume = `sk-train fit --data ${images} --out ${folder} --resume${more}`;
  return [
    ...(isDone && !isOpenEnded(recipe.schedule) ? [] : [resume]),
    `sk-train eval --run ${folder} --data ${images} --best`,
    `sk-train predict --model ${folder} image.jpg`,
    `sk-train export ${folder} --format onnx --out ${shellWord(`${run.replace(/[/\\]+$/, '')}.onnx`)}`,
  ];
}

function describeCosts(model: LayersModel): string {
  const [, ...input] = model.inputs[0]?.shape ?? [];
  const size = input.map((length) => length ?? 'any').join(' x ');
  try {
    const { parameters, macs } = describeModel(model);
    return `${count(parameters)} parameters, ${count(macs)} MACs for an image of ${size}.`;
  } catch (error) {
    // Costs are known of fixed sizes and of known layers alone.
    if (!(error instanceof ModelError)) throw error;
    return `${count(model.countParams())} weights, for images of ${size}.`;
  }
}

const count = (value: number): string => value.toLocaleString('en');

function recipeTable(recipe: Recipe): string {
  const { optimizer } = recipe;
  const defaults = parseRecipe(optimizer === undefined ? {} : { optimizer: { kind: optimizer.kind } });
  const shown = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value));
  const fields = changedFields(defaults, recipe) as (keyof Recipe)[];
  return table(
    ['field', 'value', 'default'],
    fields.map((field) => [field, shown(recipe[field]), shown(defaults[field])]),
  );
}
