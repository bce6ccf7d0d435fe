/** The attention of every branch, for units with three branches and more: what a difference of two cannot say. */
import type { BranchKernel } from 'sk-models';
import type { AttentionData } from '../measure/attention/attentionData.js';
import { scaleName } from '../measure/attention/wording.js';
import type { Figure } from './figure.js';
import { columnWidth, seriesColours } from './theme.js';

/** A bar for each unit and size, in parts for the branches; the mean over channels and images. */
export function attentionByBranch({ units, scales, images }: AttentionData): Figure {
  const names = [...new Set(units.flatMap(({ branches }) => branches.map(branchName)))];
  const sizes = scales.map(scaleName);
  const rows = units.flatMap(({ unit, branches, scales: measured }) =>
    measured.flatMap(({ scale, branchMeans }) =>
      branches.map((branch, m) => ({
        unit,
        scale: scaleName(scale),
        branch: branchName(branch),
        order: m,
        value: branchMeans[m]!,
      })),
    ),
  );
  return {
    description: `Attention of each branch in each SK unit at ${sizes.join(', ')}; mean over channels and ${images} images.`,
    width: columnWidth,
    height: 200,
    data: { values: rows },
    mark: { type: 'bar', stroke: null },
    encoding: {
      x: {
        field: 'unit',
        type: 'ordinal',
        sort: null,
        title: `SK unit, from input to output; bars: ${sizes.join(', ')}`,
        axis: { labelAngle: units.length > 6 ? -45 : 0 },
      },
      xOffset: { field: 'scale', type: 'nominal', sort: sizes },
      y: {
        field: 'value',
        type: 'quantitative',
        stack: 'zero',
        title: 'Attention',
        scale: { domain: [0, 1] },
      },
      order: { field: 'order', type: 'quantitative' },
      color: {
        field: 'branch',
        type: 'nominal',
        title: 'Kernel',
        scale: { domain: names, range: names.map((_, i) => seriesColours[i % seriesColours.length]!) },
      },
    },
  };
}

/** '5×5', and of a dilated kernel how it gets there: '5×5 (3×3, dilation 2)'. */
function branchName({ kernelSize: k, dilation, effectiveSize: extent }: BranchKernel): string {
  return dilation === 1 ? `${k}×${k}` : `${extent}×${extent} (${k}×${k}, dilation ${dilation})`;
}
