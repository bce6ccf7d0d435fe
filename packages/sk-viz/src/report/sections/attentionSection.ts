/** Figure 3 c: what the attention does when the object grows, in every unit and across channels. */

import { attentionByBranch } from '../../figures/attentionByBranch.js';
import { attentionByChannel } from '../../figures/attentionByChannel.js';
import { attentionByUnit, kernelSizeByUnit } from '../../figures/attentionByUnit.js';
import type { NamedFigure } from '../../figures/namedFigure.js';
import { representativeUnits } from '../../figures/representativeUnits.js';
import { attentionFindings } from '../../measure/attention/attentionFindings.js';
import { scaleName } from '../../measure/attention/wording.js';
import { html } from '../content/html.js';
import { count, fileName } from '../content/numbers.js';
import type { ReportData } from '../content/reportData.js';
import type { Section } from '../content/section.js';

export function attentionSection({ attention }: ReportData): Section {
  if (attention.units.length === 0) {
    const before = html`<p>This network has no SK units, so there is no attention to show. What follows is the rest.</p>`;
    return { id: 'attention', title: 'No SK units', before, figures: [] };
  }
  const findings = attentionFindings(attention);
  return {
    id: 'attention',
    title: 'What the attention does',
    before: html`<p class="quiet">An SK unit computes several kernels of different size and weighs them, channel by channel, by attention that sums to one. Each image is shown to the network at ${attention.scales.map(scaleName).join(', ')}: the same object, enlarged.</p>
<div class="finding">
<p>${findings.headline}</p>
${findings.sentences.map((sentence) => html`<p>${sentence}</p>\n`)}</div>`,
    figures: attentionFigures(attention),
  };
}

/** Over all images; of three branches and more the kernel size says what a difference of two cannot. */
export function attentionFigures(attention: ReportData['attention']): NamedFigure[] {
  const images = count(attention.images);
  const severalBranches = attention.units.some(({ branches }) => branches.length > 2);
  return [
    {
      name: 'attention-by-unit',
      figure: attentionByUnit(attention),
      caption: `Attention of the largest minus that of the smallest kernel, averaged over channels, in every SK unit. Points: mean over ${images} images; bars: one standard deviation over the images. Above zero the larger kernel leads. After the paper's Figure 3c, right.`,
    },
    ...(severalBranches
      ? [
          {
            name: 'attention-by-branch',
            figure: attentionByBranch(attention),
            caption: `Attention of every branch, averaged over channels and ${images} images; the branches of a unit share 1 among them. For each unit, one bar for each size of the object.`,
          },
          {
            name: 'kernel-size-by-unit',
            figure: kernelSizeByUnit(attention),
            caption:
              'Extent of the kernels weighted by their attention: all branches in one number. Points: mean over the images; bars: one standard deviation.',
          },
        ]
      : []),
    ...representativeUnits(attention).map((unit) => {
      const { channelsPerGroup, unit: name } = attention.units[unit]!;
      const averaged = channelsPerGroup > 1 ? `; a point averages ${channelsPerGroup} channels in a row` : '';
      return {
        name: `channels-${fileName(name)}`,
        figure: attentionByChannel(attention, unit),
        caption: `Attention of the largest kernel across the channels of ${name}${averaged}. Lines: mean over the images; bands: one standard deviation. After Figure 3c, left.`,
      };
    }),
  ];
}
