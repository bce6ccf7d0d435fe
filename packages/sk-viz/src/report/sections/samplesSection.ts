/** Figure 3 a and b: single images at each scale, and the attention for each of them. */

import { sampleByChannel } from '../../figures/attentionByChannel.js';
import { sampleByUnit } from '../../figures/attentionByUnit.js';
import type { NamedFigure } from '../../figures/namedFigure.js';
import { pngUrl } from '../../image/png.js';
import type { RasterImage } from '../../image/rasterImage.js';
import type { AttentionData, SampleAttention } from '../../measure/attention/attentionData.js';
import { scaleName } from '../../measure/attention/wording.js';
import { html, type Markup } from '../content/html.js';
import { fileName } from '../content/numbers.js';
import type { ReportData } from '../content/reportData.js';
import type { Section } from '../content/section.js';

export async function samplesSection({ attention, pictures }: ReportData): Promise<Section | undefined> {
  const { samples, scales } = attention;
  if (samples.length === 0 || attention.units.length === 0) return undefined;
  return {
    id: 'samples',
    title: 'Single images',
    before: html`<p class="quiet">What the network was shown, and its attention for that one image.</p>`,
    figures: await Promise.all(
      sampleFigures(attention, []).map(async (figure, i) => ({
        ...figure,
        above: await strip(samples[i]!, scales, pictures[i] ?? []),
      })),
    ),
  };
}

/** Of each sample its units, and the channels of the units that are named (Figure 3 a and b, right and left). */
export function sampleFigures(attention: AttentionData, channelsOf: readonly number[]): NamedFigure[] {
  return attention.samples.flatMap((sample, i) => {
    const named = sample.className === undefined ? '' : `, class ${sample.className}`;
    return [
      {
        name: `sample-${i + 1}-by-unit`,
        figure: sampleByUnit(attention, sample),
        caption: `${sample.name}${named}. After Figure 3a, b.`,
      },
      ...channelsOf.map((unit) => ({
        name: `sample-${i + 1}-channels-${fileName(attention.units[unit]!.unit)}`,
        figure: sampleByChannel(attention, sample, unit),
        caption: `${sample.name}${named}: attention of the largest kernel across the channels of ${attention.units[unit]!.unit}. After Figure 3a, b.`,
      })),
    ];
  });
}

async function strip(
  sample: SampleAttention,
  scales: readonly number[],
  pictures: readonly RasterImage[],
): Promise<Markup> {
  const shown = pictures.map(async (picture, i) => {
    const name = scaleName(scales[i]!);
    const prediction = sample.predictions?.[i];
    return html`<div><img ${smallPicture(picture)}src="${await pngUrl(picture)}" width="${picture.width}" height="${picture.height}" alt="${sample.name} at ${name}"><b>${name}</b>${prediction === undefined ? '' : html`<br>seen as ${prediction}`}</div>
`;
  });
  return html`<div class="scales">
${await Promise.all(shown)}</div>
`;
}

/** Pictures of a few pixels are shown as those pixels. */
function smallPicture({ width }: RasterImage): Markup | undefined {
  return width <= 96 ? html`class="small" ` : undefined;
}
