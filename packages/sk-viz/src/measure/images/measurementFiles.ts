/** A measurement as tables. */
import { csvText } from 'sk-io';
import type { AttentionData } from '../attention/attentionData.js';
import type { ClassesData, Estimate } from '../classes/classesData.js';
import type { ConfusionData } from '../confusion/confusionData.js';

/** One row for each unit and scale. */
export function attentionCsv({ units, images }: AttentionData): string {
  return csvText(
    [
      ...['unit', 'layer', 'channels', 'largest_kernel', 'smallest_kernel', 'scale', 'images'],
      ...['large_minus_small_mean', 'large_minus_small_std', 'kernel_size_mean', 'kernel_size_std'],
    ],
    units.flatMap(({ unit, layer, channels, branches, largest, smallest, scales }) =>
      scales.map(({ scale, largeMinusSmall, kernelSize }) => [
        ...[unit, layer, channels, branches[largest]!.effectiveSize, branches[smallest]!.effectiveSize],
        ...[scale, images, largeMinusSmall.mean, largeMinusSmall.std, kernelSize.mean, kernelSize.std],
      ]),
    ),
  );
}

/** One row for each unit, class and scale; the change from the smallest to the largest scale has a row of its own. */
export function classesCsv({ units, classes, scales }: ClassesData): string {
  const row = (unit: string, entry: ClassesData['classes'][number], scale: number | string, of: Estimate) => [
    ...[unit, entry.name, entry.images, scale],
    ...[of.mean, of.interval?.[0], of.interval?.[1]],
  ];
  return csvText(
    ['unit', 'class', 'images', 'scale', 'large_minus_small', 'low_95', 'high_95'],
    units.flatMap(({ unit, classes: own }) =>
      own.flatMap(({ largeMinusSmall, change }, i) => [
        ...largeMinusSmall.map((of, scale) => row(unit, classes[i]!, scales[scale]!, of)),
        ...(change === undefined ? [] : [row(unit, classes[i]!, 'change', change)]),
      ]),
    ),
  );
}

/** One row for each pair of classes that occurs. */
export function confusionCsv({ classNames, counts }: ConfusionData): string {
  return csvText(
    ['class', 'predicted', 'images'],
    counts.flatMap((row, label) =>
      row.flatMap((count, predicted) =>
        count === 0 ? [] : [[classNames[label]!, classNames[predicted]!, count]],
      ),
    ),
  );
}
