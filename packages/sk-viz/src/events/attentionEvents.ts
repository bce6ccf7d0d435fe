/** Attention as histograms and scalars. The step is the size of the object in percent: 100, 150, 200. */

import type { SummaryEvent } from 'sk-io';
import type { AttentionData } from '../measure/attention/attentionData.js';

export function attentionEvents({ units, accuracy = [] }: AttentionData): SummaryEvent[] {
  const ofUnits = units.flatMap(({ unit, scales }) =>
    scales.flatMap(({ scale, channelMeans, largeMinusSmall, kernelSize }): SummaryEvent[] => {
      const moment = { step: percent(scale), wallTime: 0 };
      return [
        {
          kind: 'histogram',
          tag: `attention of the largest kernel/${unit}`,
          ...moment,
          values: channelMeans,
        },
        { kind: 'scalar', tag: `largest minus smallest/${unit}`, ...moment, value: largeMinusSmall.mean },
        { kind: 'scalar', tag: `kernel size/${unit}`, ...moment, value: kernelSize.mean },
      ];
    }),
  );
  const ofAccuracy = accuracy.map(
    ({ scale, accuracy: value }): SummaryEvent => ({
      kind: 'scalar',
      tag: 'accuracy/object enlarged',
      step: percent(scale),
      wallTime: 0,
      value,
    }),
  );
  return [...ofUnits, ...ofAccuracy];
}

const percent = (scale: number): number => Math.round(scale * 100);
