/** The numbers behind Figure 3 c as a table. */
import type { UnitStatistics } from '../../measure/attention/attentionData.js';
import { directionOf } from '../../measure/attention/attentionFindings.js';
import { scaleName, signed, small } from '../../measure/attention/wording.js';
import { html, type Markup } from '../content/html.js';
import type { ReportData } from '../content/reportData.js';
import type { Section } from '../content/section.js';

export function numbersSection({ attention }: ReportData): Section | undefined {
  if (attention.units.length === 0) return undefined;
  const change = attention.units[0]?.change;
  const heads = attention.scales.map((scale) => html`<th scope="col">${scaleName(scale)}</th>`);
  const rows = attention.units.map(
    (
      unit,
    ) => html`<tr><th scope="row">${unit.unit}</th><td>${unit.branches.map(({ effectiveSize: k }) => `${k}×${k}`).join(', ')}</td><td>${unit.channels}</td>${unit.scales.map(
      ({ largeMinusSmall }) => html`<td>${signed(largeMinusSmall.mean)}</td>`,
    )}${changeCells(unit)}</tr>
`,
  );
  return {
    id: 'numbers',
    title: 'The numbers',
    before: html`<p class="quiet">Attention of the largest minus the smallest kernel: mean over images and channels.</p>
<div class="table"><table>
<thead><tr><th scope="col">Unit</th><th scope="col">Kernels</th><th scope="col">Channels</th>${heads}${
      change === undefined
        ? undefined
        : html`<th scope="col">Change ${scaleName(change.from)} to ${scaleName(change.to)}</th><th scope="col">Images where it grows</th>`
    }</tr></thead>
<tbody>
${rows}</tbody>
</table></div>`,
    figures: [],
  };
}

function changeCells(unit: UnitStatistics): Markup | undefined {
  if (unit.change === undefined) return undefined;
  const direction = directionOf(unit);
  const { mean, interval, growing } = unit.change;
  const mark = direction === 'rises' ? '▲ ' : direction === 'falls' ? '▼ ' : '';
  const style = mark === '' ? '' : direction;
  const half = interval === undefined ? '' : ` ± ${small(interval)}`;
  return html`<td><span class="${style}">${mark}${signed(mean)}</span>${half}</td><td>${(growing * 100).toFixed(0)} %</td>`;
}
