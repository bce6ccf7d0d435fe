/** What was run, how objects are enlarged, whose data these are, and what was left out. */
import { html } from '../content/html.js';
import { count } from '../content/numbers.js';
import type { ReportData } from '../content/reportData.js';
import type { Section } from '../content/section.js';

export function methodSection({ facts, attention, credits = [] }: ReportData): Section {
  const { skipped } = attention;
  return {
    id: 'method',
    title: 'What was run',
    before: html`<div class="table"><table><tbody>
${facts.map(({ label, value }) => html`<tr><th scope="row">${label}</th><td class="text">${value}</td></tr>\n`)}</tbody></table></div>
<p>The paper: “progressively enlarge the central object from 1.0× to 2.0× via a central cropping and subsequent resizing” (section 4.4). Here: the centre crop that the model is evaluated on is 1.0×; at scale s its central 1/s in height and in width is resized to the model's input, from the original pixels.</p>
${credits.map((credit) => html`<p class="quiet">${credit}</p>\n`)}${
  skipped.length === 0
    ? undefined
    : html`<details><summary>${count(skipped.length)} ${skipped.length === 1 ? 'file was' : 'files were'} skipped</summary>
<ul>
${skipped.map(({ name, reason }) => html`<li>${name}: ${reason}</li>\n`)}</ul></details>
`
}`,
    figures: [],
  };
}
