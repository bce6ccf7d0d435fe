/** The most important numbers, at the top of the page. */
import { html, type Markup } from './content/html.js';
import { count, parameterCount, percent } from './content/numbers.js';
import type { ReportData } from './content/reportData.js';

export function tiles({ accuracy, attention }: ReportData): Markup {
  const { model, units, images } = attention;
  const all = [
    ...(accuracy === undefined ? [] : [{ value: percent(accuracy.accuracy), label: accuracy.label }]),
    { value: parameterCount(model.parameters), label: `parameters, ${model.name}` },
    { value: count(units.length), label: units.length === 1 ? 'SK unit' : 'SK units' },
    { value: count(images), label: 'images for the attention' },
  ];
  return html`<ul class="tiles">
${all.map(({ value, label }) => html`<li class="tile"><b>${value}</b><span>${label}</span></li>\n`)}</ul>
`;
}
