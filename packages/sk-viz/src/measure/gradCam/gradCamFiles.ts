/** Evidence as a table. */
import { csvText } from 'sk-io';
import type { GradCamData } from './gradCamData.js';

/** One row for each image, unit and branch. */
export function gradCamCsv({ images }: GradCamData): string {
  return csvText(
    ['image', 'class', 'probability', 'unit', 'kernel_size', 'share'],
    images.flatMap(({ name, className, probability, units }) =>
      units.flatMap(({ unit, branches, shares }) =>
        branches.map(({ effectiveSize }, m) => [
          name,
          className,
          probability,
          unit,
          effectiveSize,
          shares[m] ?? '',
        ]),
      ),
    ),
  );
}
