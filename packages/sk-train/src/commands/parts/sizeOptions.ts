/** The options that show a model more or less of an image, or in another size, than it says itself. */
import { type Command, decimal, Option, wholeNumber } from 'sk-io/command';
import type { Interpolation } from 'sk-models';

export interface SizeOptions {
  readonly imageSize?: number;
  readonly crop?: number;
  readonly interpolation?: Interpolation;
}

/** Written out, so that help needs no model. */
const interpolations: Readonly<Record<Interpolation, true>> = {
  nearest: true,
  bilinear: true,
  bicubic: true,
};

/** Adds --image-size, --crop and --interpolation. */
export function addSizeOptions(command: Command): Command {
  return command
    .option(
      '--image-size <pixels>',
      'height and width of what the model reads, which has to be able to (default: as the model says)',
      wholeNumber(1),
    )
    .option(
      '--crop <share>',
      'part of the shorter side that the centre crop keeps (default: as the model says)',
      decimal(0.01, 1),
    )
    .addOption(
      new Option('--interpolation <name>', 'how images are resized (default: as the model says)').choices(
        Object.keys(interpolations),
      ),
    );
}
