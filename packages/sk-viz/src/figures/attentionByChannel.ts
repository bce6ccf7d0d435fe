/** Figure 3, bottom left: the attention of the largest kernel across the channels of one unit, for each scale. */
import { elementAt } from 'sk-core';
import type { AttentionData, SampleAttention, UnitStatistics } from '../measure/attention/attentionData.js';
import { scaleName } from '../measure/attention/wording.js';
import type { Figure } from './figure.js';
import { columnWidth, seriesEncoding } from './theme.js';

/**
 * Draws the mean over all images, with a band of one standard deviation on each side (Fig. 3c).
 * @param unit An index into `data.units`.
 */
export function attentionByChannel(data: AttentionData, unit: number): Figure {
  const drawn = elementAt(data.units, unit);
  const rows = drawn.scales.flatMap(({ scale, channelGroups }) =>
    channelGroups.map(({ mean, std }, group) => ({
      scale: scaleName(scale),
      channel: centre(group, drawn),
      value: mean,
      low: mean - std,
      high: mean + std,
    })),
  );
  return byChannel(rows, data, drawn, true);
}

/** Draws one image (Fig. 3 a and b). @param unit An index into `data.units`. */
export function sampleByChannel(data: AttentionData, sample: SampleAttention, unit: number): Figure {
  const drawn = elementAt(data.units, unit);
  const rows = elementAt(sample.units, unit).channelGroups.flatMap((groups, scale) =>
    groups.map((value, group) => ({
      scale: scaleName(elementAt(data.scales, scale)),
      channel: centre(group, drawn),
      value,
    })),
  );
  return byChannel(rows, data, drawn, false);
}

/** Returns the middle of a group of channels, counted from 1. */
function centre(group: number, { channelsPerGroup, channels }: UnitStatistics): number {
  const first = group * channelsPerGroup + 1;
  return (first + Math.min(channels, first + channelsPerGroup - 1)) / 2;
}

function byChannel(
  rows: readonly Record<string, string | number>[],
  data: AttentionData,
  { unit, branches, largest, channels, channelsPerGroup }: UnitStatistics,
  band: boolean,
): Figure {
  const size = elementAt(branches, largest).effectiveSize;
  const title = `Attention of the ${size}×${size} kernel`;
  const { color, shape } = seriesEncoding('scale', 'Object enlarged', data.scales.map(scaleName));
  const averaged = channelsPerGroup > 1 ? ` (averages of ${channelsPerGroup} in a row)` : '';
  const x = {
    field: 'channel',
    type: 'quantitative' as const,
    title: `Channel${averaged}`,
    scale: { domain: [0, channels], nice: false },
    axis: { tickCount: 6 },
  };
  const y = { field: 'value', type: 'quantitative' as const, title, scale: { zero: false } };
  return {
    title: unit,
    description: `${title} across the ${channels} channels of ${unit}, for each scale of the object.`,
    width: columnWidth,
    height: 180,
    data: { values: rows.map((row) => ({ ...row })) },
    layer: [
      ...(band
        ? [
            {
              mark: { type: 'area' as const, opacity: 0.12, aria: false },
              encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
            },
          ]
        : []),
      { mark: { type: 'line' as const, strokeWidth: 1.75, aria: false }, encoding: { x, y, color } },
      {
        mark: { type: 'point' as const, filled: true, size: 32, opacity: 1 },
        encoding: { x, y, color, shape },
      },
    ],
  };
}
