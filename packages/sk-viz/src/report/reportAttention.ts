/** The sections of a report on the attention: the finding, the figures, single images, the numbers, the method. */
import type { UnitStatistics } from '../attention/attentionData.js';
import { directionOf, type Findings, scaleName, signed, small } from '../attention/attentionFindings.js';
import { attentionByChannel, representativeUnits } from '../figures/attentionByChannel.js';
import { attentionByUnit, kernelSizeByUnit, sampleByUnit } from '../figures/attentionByUnit.js';
import { pngUrl } from '../image/png.js';
import type { RasterImage } from '../image/rasterImage.js';
import { html, type Markup } from './html.js';
import type { ReportData } from './reportData.js';
import type { Figures } from './reportFigures.js';

export async function attentionSection(
  { attention }: ReportData,
  figures: Figures,
  findings: Findings,
): Promise<Markup> {
  const count = attention.images.toLocaleString('en-US');
  const drawn = [
    await figures.draw(
      attentionByUnit(attention),
      `Attention of the largest minus that of the smallest kernel, averaged over channels, in every SK unit. Points: mean over ${count} images; bars: one standard deviation over the images. Above zero the larger kernel leads. After the paper's Figure 3c, right.`,
    ),
  ];
  if (attention.units.some(({ branches }) => branches.length > 2)) {
    drawn.push(
      await figures.draw(
        kernelSizeByUnit(attention),
        'Extent of the kernels weighted by their attention: all branches in one number. Points: mean over the images; bars: one standard deviation.',
      ),
    );
  }
  for (const unit of representativeUnits(attention)) {
    const { channelsPerGroup, unit: name } = attention.units[unit]!;
    const averaged = channelsPerGroup > 1 ? `; a point averages ${channelsPerGroup} channels in a row` : '';
    drawn.push(
      await figures.draw(
        attentionByChannel(attention, unit),
        `Attention of the largest kernel across the channels of ${name}${averaged}. Lines: mean over the images; bands: one standard deviation. After Figure 3c, left.`,
      ),
    );
  }
  return html`<section>
<h2>What the attention does</h2>
<p class="quiet">An SK unit computes several kernels of different size and weighs them, channel by channel, by attention that sums to one. Each image is shown to the network at ${attention.scales.map(scaleName).join(', ')}: the same object, enlarged.</p>
<div class="finding">
<p>${findings.headline}</p>
${findings.sentences.map((sentence) => html`<p>${sentence}</p>\n`)}</div>
<div class="figures">
${drawn}</div>
</section>
`;
}

export async function samplesSection(
  { attention, pictures }: ReportData,
  figures: Figures,
): Promise<Markup | undefined> {
  const drawn: Markup[] = [];
  for (const [i, sample] of attention.samples.entries()) {
    const shown = pictures[i] ?? [];
    const images = await Promise.all(
      shown.map(async (picture, scale) => {
        const name = scaleName(attention.scales[scale]!);
        const prediction = sample.predictions?.[scale];
        return html`<div><img ${smallPicture(picture)}src="${await pngUrl(picture)}" width="${picture.width}" height="${picture.height}" alt="${sample.name} at ${name}"><b>${name}</b>${prediction === undefined ? '' : html`<br>seen as ${prediction}`}</div>
`;
      }),
    );
    const named = sample.className === undefined ? '' : `, class ${sample.className}`;
    drawn.push(
      await figures.draw(
        sampleByUnit(attention, sample),
        `${sample.name}${named}. After Figure 3a, b.`,
        html`<div class="scales">
${images}</div>
`,
      ),
    );
  }
  if (drawn.length === 0) return undefined;
  return html`<section>
<h2>Single images</h2>
<p class="quiet">What the network was shown, and its attention for that one image.</p>
<div class="figures">
${drawn}</div>
</section>
`;
}

export async function numbersSection({ attention }: ReportData): Promise<Markup> {
  const first = attention.units[0];
  const change = first?.change;
  const heads = attention.scales.map((scale) => html`<th scope="col">${scaleName(scale)}</th>`);
  const rows = attention.units.map((unit) => {
    const direction = directionOf(unit);
    const interval = unit.change?.interval;
    return html`<tr><th scope="row">${unit.unit}</th><td>${unit.branches.map(({ effectiveSize: k }) => `${k}×${k}`).join(', ')}</td><td>${unit.channels}</td>${unit.scales.map(
      ({ largeMinusSmall }) => html`<td>${signed(largeMinusSmall.mean)}</td>`,
    )}${changeCells(unit, direction, interval)}</tr>
`;
  });
  return html`<section>
<h2>The numbers</h2>
<p class="quiet">Attention of the largest minus the smallest kernel: mean over images and channels.</p>
<div class="table"><table>
<thead><tr><th scope="col">Unit</th><th scope="col">Kernels</th><th scope="col">Channels</th>${heads}${
    change === undefined
      ? undefined
      : html`<th scope="col">Change ${scaleName(change.from)} to ${scaleName(change.to)}</th><th scope="col">Images where it grows</th>`
  }</tr></thead>
<tbody>
${rows}</tbody>
</table></div>
</section>
`;
}

function changeCells(
  unit: UnitStatistics,
  direction: string,
  interval: number | undefined,
): Markup | undefined {
  if (unit.change === undefined) return undefined;
  const mark = direction === 'rises' ? '▲ ' : direction === 'falls' ? '▼ ' : '';
  const style = mark === '' ? '' : direction;
  const half = interval === undefined ? '' : ` ± ${small(interval)}`;
  return html`<td><span class="${style}">${mark}${signed(unit.change.mean)}</span>${half}</td><td>${(unit.change.growing * 100).toFixed(0)} %</td>`;
}

/** Pictures of a few pixels are shown as those pixels. */
function smallPicture({ width }: RasterImage): Markup | undefined {
  return width <= 96 ? html`class="small" ` : undefined;
}
