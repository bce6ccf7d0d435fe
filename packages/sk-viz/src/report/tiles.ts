/** The numbers that one looks for first. */
import { html, type Markup } from './content/html.js';
import { count, parameterCount, percent } from './content/numbers.js';
import type { ReportData } from './content/reportData.js';

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
