/** The sections of a report on the run: the figures of merit, the training curves, and what was run on what. */
import { scaleName } from '../attention/attentionFindings.js';
import { accuracyByScale } from '../figures/accuracyByScale.js';
import { type Measure, trainingCurves } from '../figures/trainingCurves.js';
import { html, type Markup } from './html.js';
import type { ReportData } from './reportData.js';
import type { Figures } from './reportFigures.js';

/** The numbers that one looks for first. */
export function tiles({ accuracy, attention }: ReportData): Markup {
  const { model, units, images } = attention;
  const all: (readonly [value: string, label: string])[] = [
    ...(accuracy === undefined ? [] : [[percent(accuracy.accuracy), accuracy.label] as const]),
    [parameterCount(model.parameters), `parameters, ${model.name}`],
    [count(units.length), units.length === 1 ? 'SK unit' : 'SK units'],
    [count(images), 'images for the attention'],
  ];
  return html`<ul class="tiles">
${all.map(([value, label]) => html`<li class="tile"><b>${value}</b><span>${label}</span></li>\n`)}</ul>
`;
}

export async function runSection(
  { log = [], accuracyByScale: own, attention }: ReportData,
  figures: Figures,
): Promise<Markup | undefined> {
  const drawn: Markup[] = [];
  if (own !== undefined) drawn.push(await figures.draw(accuracyByScale(own.scales), own.caption));
  if (attention.accuracy !== undefined) {
    const { images } = attention.accuracy[0]!;
    drawn.push(
      await figures.draw(
        accuracyByScale(attention.accuracy, 'Object enlarged'),
        `Top-1 accuracy on the ${count(images)} images of the attention figures with a known class, enlarged to ${attention.scales.map(scaleName).join(', ')}. Bars: 95 % interval.`,
      ),
    );
  }
  if (log.length > 0) {
    for (const measure of ['loss', 'accuracy', 'learningRate'] as const)
      drawn.push(await figures.draw(trainingCurves(log, measure), curveCaptions[measure]));
  }
  if (drawn.length === 0) return undefined;
  return html`<section>
<h2>${log.length > 0 ? 'Training and accuracy' : 'Accuracy'}</h2>
<div class="figures">
${drawn}</div>
</section>
`;
}

const curveCaptions: Readonly<Record<Measure, string>> = {
  loss: 'Loss over the run. The thin line averages neighbouring training batches.',
  accuracy: 'Top-1 accuracy over the run. The thin line averages neighbouring training batches.',
  learningRate: 'Learning rate over the run.',
};

export async function methodSection({ facts, attention, credits = [] }: ReportData): Promise<Markup> {
  const { skipped } = attention;
  return html`<section>
<h2>What was run</h2>
<div class="table"><table><tbody>
${facts.map(({ label, value }) => html`<tr><th scope="row">${label}</th><td class="text">${value}</td></tr>\n`)}</tbody></table></div>
<p>The paper: “progressively enlarge the central object from 1.0× to 2.0× via a central cropping and subsequent resizing” (section 4.4). Here: the centre crop that the model is evaluated on is 1.0×; at scale s its central 1/s in height and in width is resized to the model's input, from the original pixels.</p>
${credits.map((credit) => html`<p class="quiet">${credit}</p>\n`)}${
  skipped.length === 0
    ? undefined
    : html`<details><summary>${count(skipped.length)} ${skipped.length === 1 ? 'file was' : 'files were'} skipped</summary>
<ul>
${skipped.map(({ name, reason }) => html`<li>${name}: ${reason}</li>\n`)}</ul></details>
`
}</section>
`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** "27.5 M", "123 k" */
function parameterCount(parameters: number): string {
  if (parameters >= 1e6) return `${(parameters / 1e6).toFixed(parameters >= 1e7 ? 1 : 2)} M`;
  return parameters >= 1e4 ? `${(parameters / 1e3).toFixed(0)} k` : count(parameters);
}
