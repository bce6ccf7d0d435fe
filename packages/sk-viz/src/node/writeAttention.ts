/** Writes the attention as data and as figures: what `sk-viz attention` leaves in its folder. */
import { join } from 'node:path';
import { type AttentionData, attentionJson } from '../attention/attentionData.js';
import { accuracyByScale } from '../figures/accuracyByScale.js';
import { attentionByChannel, representativeUnits, sampleByChannel } from '../figures/attentionByChannel.js';
import { attentionByUnit, kernelSizeByUnit, sampleByUnit } from '../figures/attentionByUnit.js';
import type { Figure } from '../figures/figure.js';
import { renderSvg } from '../figures/renderSvg.js';
import type { FigureTheme } from '../figures/theme.js';
import { writeWhole } from './writeFile.js';

/** All figures of the attention by file name, without extension. */
export function attentionFigures(data: AttentionData): ReadonlyMap<string, Figure> {
  const units = representativeUnits(data);
  const unitName = (index: number): string => data.units[index]!.unit.replace(/[^\w-]/g, '_');
  const figures: [string, Figure][] = [
    ['attention-by-unit', attentionByUnit(data)],
    ['kernel-size-by-unit', kernelSizeByUnit(data)],
    ...units.map((i): [string, Figure] => [`channels-${unitName(i)}`, attentionByChannel(data, i)]),
    ...data.samples.flatMap((sample, i): [string, Figure][] => [
      [`sample-${i + 1}-by-unit`, sampleByUnit(data, sample)],
      ...units.map((unit): [string, Figure] => [
        `sample-${i + 1}-channels-${unitName(unit)}`,
        sampleByChannel(data, sample, unit),
      ]),
    ]),
  ];
  if (data.accuracy !== undefined)
    figures.push(['accuracy-by-scale', accuracyByScale(data.accuracy, 'Object enlarged')]);
  return new Map(figures);
}

/** @returns The names of the files that were written, `attention.json` first. */
export async function writeAttention(
  folder: string,
  data: AttentionData,
  theme?: FigureTheme,
): Promise<string[]> {
  await writeWhole(join(folder, 'attention.json'), attentionJson(data));
  const names = ['attention.json'];
  for (const [name, figure] of attentionFigures(data)) {
    await writeWhole(
      join(folder, `${name}.svg`),
      await renderSvg(figure, theme === undefined ? {} : { theme }),
    );
    names.push(`${name}.svg`);
  }
  return names;
}
