/** A measurement as tables of the numbers to plot; its JSON holds everything. */

import { elementAt } from 'sk-core';
import { csvText } from 'sk-io';
import type { AttentionData } from '../attention/attentionData.js';
import type { ClassesData, Estimate } from '../classes/classesData.js';
import type { ConfusionData } from '../confusion/confusionData.js';

/** Writes one row for each unit and scale. */
export function attentionCsv({ units, images }: AttentionData): string {
  return csvText(
    [
      ...['unit', 'layer', 'channels', 'largest_kernel', 'smallest_kernel', 'scale', 'images'],
      ...['large_minus_small_mean', 'large_minus_small_std', 'kernel_size_mean', 'kernel_size_std'],
    ],
    units.flatMap(({ unit, layer, channels, branches, largest, smallest, scales }) => {
      const kernels = [largest, smallest].map((branch) => elementAt(branches, branch).effectiveSize);
      return scales.map(({ scale, largeMinusSmall, kernelSize }) => [
        ...[unit, layer, channels, ...kernels, scale, images],
        ...[largeMinusSmall.mean, largeMinusSmall.std, kernelSize.mean, kernelSize.std],
      ]);
    }),
  );
}

/** Writes one row for each unit, class and scale, and one for the change from the smallest to the largest scale. */
export function classesCsv({ units, classes, scales }: ClassesData): string {
  return csvText(
    ['unit', 'class', 'images', 'scale', 'large_minus_small', 'low_95', 'high_95'],
    units.flatMap(({ unit, classes: own }) =>
      own.flatMap(({ largeMinusSmall, change }, i) => {
        const { name, images } = elementAt(classes, i);
        const row = (scale: number | string, { mean, interval }: Estimate) => {
          return [unit, name, images, scale, mean, interval?.[0], interval?.[1]];
        };
        return [
          ...largeMinusSmall.map((estimate, scale) => row(elementAt(scales, scale), estimate)),
          ...(change === undefined ? [] : [row('change', change)]),
        ];
      }),
    ),
  );
}

/** Writes one row for each pair of classes that occurs. */
export function confusionCsv({ classNames, counts }: ConfusionData): string {
  return csvText(
    ['class', 'predicted', 'images'],
    counts.flatMap((row, label) =>
      row.flatMap((count, predicted) =>
        count === 0 ? [] : [[elementAt(classNames, label), elementAt(classNames, predicted), count]],
      ),
    ),
  );
}
