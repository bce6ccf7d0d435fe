/** Figure 3, right: the attention of the larger minus that of the smaller kernel in every SK unit, for each scale. */
import type { AttentionData, SampleAttention, UnitStatistics } from '../measure/attention/attentionData.js';
import { scaleName } from '../measure/attention/wording.js';
import type { Figure } from './figure.js';
import { columnWidth, seriesEncoding } from './theme.js';

interface Row {
  readonly unit: string;
  readonly scale: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** Mean and standard deviation over all images (Fig. 3c). */
export function attentionByUnit(data: AttentionData): Figure {
  const rows = data.units.flatMap(({ unit, scales }) =>
    scales.map(({ scale, largeMinusSmall: { mean, std } }) => ({
      unit,
      scale: scaleName(scale),
      value: mean,
      low: mean - std,
      high: mean + std,
    })),
  );
  return byUnit(
    rows,
    data,
    differenceTitle(data.units),
    `Attention of the largest minus the smallest kernel in each SK unit; mean and standard deviation over ${data.images} images.`,
  );
}

/** One image (Fig. 3 a and b). */
export function sampleByUnit(data: AttentionData, sample: SampleAttention): Figure {
  const rows = sample.units.flatMap(({ largeMinusSmall }, unit) =>
    largeMinusSmall.map((value, i) => ({
      unit: data.units[unit]!.unit,
      scale: scaleName(data.scales[i]!),
      value,
    })),
  );
  return byUnit(
    rows,
    data,
    differenceTitle(data.units),
    'Attention of the largest minus the smallest kernel in each SK unit, for one image.',
  );
}

/** The extent of the kernels weighted by their attention: says more where a unit has three branches or more. */
export function kernelSizeByUnit(data: AttentionData): Figure {
  const rows = data.units.flatMap(({ unit, scales }) =>
    scales.map(({ scale, kernelSize: { mean, std } }) => ({
      unit,
      scale: scaleName(scale),
      value: mean,
      low: mean - std,
      high: mean + std,
    })),
  );
  return byUnit(
    rows,
    data,
    'Selected kernel size (pixels)',
    `Kernel size weighted by attention in each SK unit; mean and standard deviation over ${data.images} images.`,
  );
}

/** "5×5 minus 3×3" where all units agree. */
export function differenceTitle(
  units: readonly Pick<UnitStatistics, 'branches' | 'largest' | 'smallest'>[],
): string {
  const names = new Set(
    units.map(({ branches, largest, smallest }) =>
      [branches[largest]!, branches[smallest]!].map(({ effectiveSize: k }) => `${k}×${k}`).join(' minus '),
    ),
  );
  return `Attention, ${names.size === 1 ? [...names][0] : 'largest minus smallest kernel'}`;
}

function byUnit(rows: readonly Row[], data: AttentionData, title: string, description: string): Figure {
  const scales = data.scales.map(scaleName);
  const { color, shape } = seriesEncoding('scale', 'Object enlarged', scales);
  const slanted = data.units.length > 6;
  const x = {
    field: 'unit',
    type: 'ordinal' as const,
    sort: null,
    title: 'SK unit, from input to output',
    axis: { labelAngle: slanted ? -45 : 0 },
    scale: { paddingInner: 0.3, paddingOuter: 0.15 },
  };
  const xOffset = { field: 'scale', type: 'nominal' as const, sort: scales, scale: { padding: 0.35 } };
  const whiskers = rows.some(({ low }) => low !== undefined);
  const difference = title.startsWith('Attention');
  return {
    description,
    width: columnWidth,
    height: 200,
    data: { values: rows.map((row) => ({ ...row })) },
    layer: [
      ...(difference
        ? [
            {
              data: { values: [{}] },
              mark: { type: 'rule' as const, strokeWidth: 1, aria: false },
              encoding: { y: { datum: 0 } },
            },
          ]
        : []),
      ...(whiskers
        ? [
            {
              mark: { type: 'rule' as const, strokeWidth: 1.5, opacity: 0.7, aria: false },
              encoding: {
                x,
                xOffset,
                y: { field: 'low', type: 'quantitative' as const, title },
                y2: { field: 'high' },
                color,
              },
            },
          ]
        : []),
      {
        mark: { type: 'line' as const, strokeWidth: 1.25, opacity: 0.7, aria: false },
        encoding: { x, xOffset, y: { field: 'value', type: 'quantitative' as const, title }, color },
      },
      {
        mark: { type: 'point' as const, filled: true, size: 48, opacity: 1 },
        encoding: {
          x,
          xOffset,
          y: { field: 'value', type: 'quantitative' as const, title, scale: { zero: difference } },
          color,
          shape,
        },
      },
    ],
  };
}
