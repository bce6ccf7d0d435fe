/** The section on Figure 3 a and b: single images at each scale, and the attention for each of them. */
import { elementAt } from 'sk-core';
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
        above: await strip(elementAt(samples, i), scales, pictures[i] ?? []),
      })),
    ),
  };
}

/**
 * Returns for each sample a figure of all units, and one of the channels of some units (Figure 3 a and b, right and left).
 * @param channelsOf Indices of these units.
 */
export function sampleFigures(attention: AttentionData, channelsOf: readonly number[]): NamedFigure[] {
  return attention.samples.flatMap((sample, i) => {
    const named = sample.className === undefined ? '' : `, class ${sample.className}`;
    return [
      {
        name: `sample-${i + 1}-by-unit`,
        figure: sampleByUnit(attention, sample),
        caption: `${sample.name}${named}. After Figure 3a, b.`,
      },
      ...channelsOf.map((unit) => {
        const { unit: name } = elementAt(attention.units, unit);
        return {
          name: `sample-${i + 1}-channels-${fileName(name)}`,
          figure: sampleByChannel(attention, sample, unit),
          caption: `${sample.name}${named}: attention of the largest kernel across the channels of ${name}. After Figure 3a, b.`,
        };
      }),
    ];
  });
}

/** Returns the pictures of a sample side by side, with the prediction for each. */
async function strip(
  sample: SampleAttention,
  scales: readonly number[],
  pictures: readonly RasterImage[],
): Promise<Markup> {
  const shown = pictures.map(async (picture, i) => {
    const name = scaleName(elementAt(scales, i));
    const prediction = sample.predictions?.[i];
    return html`<div><img ${smallPicture(picture)}src="${await pngUrl(picture)}" width="${picture.width}" height="${picture.height}" alt="${sample.name} at ${name}"><b>${name}</b>${prediction === undefined ? '' : html`<br>seen as ${prediction}`}</div>
`;
  });
  return html`<div class="scales">
${await Promise.all(shown)}</div>
`;
}

/** Shows the single pixels of pictures that have few. */
function smallPicture({ width }: RasterImage): Markup | undefined {
  return width <= 96 ? html`class="small" ` : undefined;
}
