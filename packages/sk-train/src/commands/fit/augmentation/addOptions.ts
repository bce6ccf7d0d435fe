/** The options that change training images beside the crop: their parsing and help. */
import { type Command, decimal, InvalidArgumentError, Option } from 'sk-io/command';
import { magnitudeBins } from '../../../data/augment/magnitudeBins.js';
import type { TrainInterpolation } from '../../../recipe/recipe.js';
import type { Pair } from './options.js';

const interpolations: readonly TrainInterpolation[] = ['nearest', 'bilinear', 'bicubic', 'random'];

/** Adds --mixup, --cutmix, --erasing, --rand-augment, --trivial-augment, --color-jitter, --rotation and --train-interpolation. */
export function addAugmentationOptions(command: Command): Command {
  return command
    .option(
      '--mixup <alpha>',
      'mix the images of each batch by shares of Beta(alpha, alpha); 0: not',
      decimal(0),
    )
    .option(
      '--cutmix <alpha>',
      'paste boxes between the images of each batch; beside --mixup each takes half of the batches; 0: not',
      decimal(0),
    )
    .option('--erasing <probability>', 'paint over a box of so many of the images; 0: not', decimal(0, 1))
    .addOption(
      new Option(
        '--rand-augment [ops,magnitude]',
        `RandAugment: operations for each image, and their magnitude, 0 to ${magnitudeBins - 1} (2,9 where none are given)`,
      )
        .preset('2,9')
        .argParser(opsAndMagnitude),
    )
    .option('--trivial-augment', 'TrivialAugment: one operation of any magnitude for each image')
    .option(
      '--color-jitter <range>',
      'change brightness, contrast and saturation by factors of 1 - range to 1 + range; 0: not',
      decimal(0),
    )
    .option('--rotation <degrees>', 'turn images by up to so much, either way; 0: not', decimal(0, 180))
    .addOption(
      new Option(
        '--train-interpolation <name>',
        "what resizes random crops of photographs; random: bilinear or bicubic (default: the model's)",
      ).choices(interpolations),
    );
}

function opsAndMagnitude(text: string): Pair {
  const [, ops, magnitude] = /^([1-9]\d*),(\d+)$/.exec(text.replaceAll(' ', '')) ?? [];
  if (ops !== undefined && Number(magnitude) < magnitudeBins) return [Number(ops), Number(magnitude)];
  throw new InvalidArgumentError(
    `wants a number of operations from 1 on and a magnitude from 0 to ${magnitudeBins - 1}, such as 2,9.`,
  );
}
