/** The options that say which tensors of a file are meant. */

import type { ViewOptions } from 'sk-io';
import { type Command, UsageError } from 'sk-io/command';

/** Adds --prefix and --ema. */
export function addViewOptions(command: Command): Command {
  return command
    .option(
      '--prefix <text>',
      "what stands before the names of the weights (default: none, or what fits of 'module.', 'model.', '_orig_mod.', 'backbone.', 'net.')",
    )
    .option('--ema', 'take the average of the weights (EMA) that lies beside them');
}

/** Checks that one of them is given at most. @throws UsageError */
export function viewOptions({ prefix, ema }: ViewOptions): ViewOptions {
  if (prefix !== undefined && ema) {
    throw new UsageError(
      '--prefix names the tensors that are taken, and --ema finds them: give one of the two',
    );
  }
  return { ...(prefix !== undefined && { prefix }), ...(ema !== undefined && { ema }) };
}
