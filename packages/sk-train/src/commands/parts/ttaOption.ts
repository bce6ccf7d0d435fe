/** The option that asks for the mean answer of several views of each image. */
import { type Command, Option, UsageError } from 'sk-io/command';
import type { Preprocessing } from 'sk-models';
import { type TestTimeAugmentation, takesCrops, testTimeViews } from '../../views/testTimeViews.js';

export interface TtaOption {
  readonly tta?: TestTimeAugmentation;
}

/** Adds --tta. */
export function addTtaOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--tta <views>',
      'take the mean of the probabilities of several views: an image and its mirror; corners and centre; those and their mirrors (default: the image alone)',
    ).choices(Object.keys(testTimeViews)),
  );
}

/**
 * Returns how pixels become the images that the views are taken of. Crops have the size that the model reads, and the scale of
 * the image that it would see without them: around its 224 of 256 pixels lie 16 on each side.
 *
 * @throws UsageError where the crop of the preprocessing leaves nothing around the image
 */
export function beforeViews(preprocessing: Preprocessing, { tta }: TtaOption): Preprocessing {
  if (tta === undefined || !takesCrops(tta)) return preprocessing;
  const { size, cropFraction } = preprocessing;
  const around = (side: number): number => Math.round((side / cropFraction - side) / 2);
  const [height, width] = size;
  const larger = [height + 2 * around(height), width + 2 * around(width)] as const;
  if (larger[0] === height && larger[1] === width) {
    throw new UsageError(
      `--tta ${tta} takes crops of ${height} x ${width} pixels out of a larger image, and a centre crop of ${cropFraction} leaves nothing around them: say --crop 0.875, or --tta flip`,
    );
  }
  return { ...preprocessing, size: larger, cropFraction: 1 };
}
