/** Figure 3, bottom left: the attention of the largest kernel across the channels of one unit, for each scale. */
import type { AttentionData, SampleAttention } from '../measure/attention/attentionData.js';
import { scaleName } from '../measure/attention/wording.js';
import type { Figure } from './figure.js';
import { columnWidth, seriesEncoding } from './theme.js';

/** Mean over all images, with a band of one standard deviation on each side (Fig. 3c). `unit` is an index. */
export function attentionByChannel(data: AttentionData, unit: number): Figure {
  const { scales, channelsPerGroup, channels } = data.units[unit]!;
  const rows = scales.flatMap(({ scale, channelGroups }) =>
    channelGroups.map(({ mean, std }, group) => ({
      scale: scaleName(scale),
      channel: centre(group, channelsPerGroup, channels),
      value: mean,
      low: mean - std,
      high: mean + std,
    })),
  );
  return byChannel(rows, data, unit, true);
}

/** One image (Fig. 3 a and b). */
export function sampleByChannel(data: AttentionData, sample: SampleAttention, unit: number): Figure {
  const { channelsPerGroup, channels } = data.units[unit]!;
  const rows = sample.units[unit]!.channelGroups.flatMap((groups, scale) =>
    groups.map((value, group) => ({
      scale: scaleName(data.scales[scale]!),
      channel: centre(group, channelsPerGroup, channels),
      value,
    })),
  );
  return byChannel(rows, data, unit, false);
}

/** The middle of a group of channels, counted from 1. */
function centre(group: number, perGroup: number, channels: number): number {
  const first = group * perGroup + 1;
  return (first + Math.min(channels, first + perGroup - 1)) / 2;
}

function byChannel(
  rows: readonly Record<string, string | number>[],
  data: AttentionData,
  index: number,
  band: boolean,
): Figure {
  const { unit, branches, largest, channels, channelsPerGroup } = data.units[index]!;
  const size = branches[largest]!.effectiveSize;
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
