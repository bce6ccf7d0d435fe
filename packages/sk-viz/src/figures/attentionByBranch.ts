/** The attention of every branch, for units with three branches or more, where a difference of two is not enough. */
import { elementAt } from 'sk-core';
import type { BranchKernel } from 'sk-models';
import type { AttentionData } from '../measure/attention/attentionData.js';
import { scaleName } from '../measure/attention/wording.js';
import type { Figure } from './figure.js';
import { columnWidth, repeated, seriesColours } from './theme.js';

/** Draws a bar for each unit and size, in parts for the branches; values are means over channels and images. */
export function attentionByBranch({ units, scales, images }: AttentionData): Figure {
  const names = [...new Set(units.flatMap(({ branches }) => branches.map(branchName)))];
  const sizes = scales.map(scaleName);
  const rows = units.flatMap(({ unit, branches, scales: measured }) =>
    measured.flatMap(({ scale, branchMeans }) =>
      branchMeans.map((value, m) => ({
        unit,
        scale: scaleName(scale),
        branch: branchName(elementAt(branches, m)),
        order: m,
        value,
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
        scale: { domain: names, range: repeated(seriesColours, names.length) },
      },
    },
  };
}

/** Returns '5×5', or '5×5 (3×3, dilation 2)' for a dilated kernel. */
function branchName({ kernelSize: k, dilation, effectiveSize: extent }: BranchKernel): string {
  return dilation === 1 ? `${k}×${k}` : `${extent}×${extent} (${k}×${k}, dilation ${dilation})`;
}
