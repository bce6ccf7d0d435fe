/** The options of commands that time a network, and their help. */
import { type Command, wholeNumber } from 'sk-io/command';

/** Steps that are timed where --steps does not say how many. */
export const defaultSteps = 7;

/** Adds --model, --batch-size, --image-size and --steps. @param images The images that --batch-size counts. */
export function addTimedOptions(command: Command, images: string): Command {
  return command
    .option('--model <name>', 'network to time', 'sknet_slim')
    .option(
      '--batch-size <n>',
      `images ${images} (default: 64; 4 where they have more than 64 pixels a side)`,
      wholeNumber(1),
    )
    .option('--image-size <pixels>', "height and width of the images (default: the model's)", wholeNumber(1))
    .option(
      '--steps <n>',
      `steps to time, after two that are not (default: ${defaultSteps})`,
      wholeNumber(1),
    );
}
