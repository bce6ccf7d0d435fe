/** `sk-train inspect`: its options and their help. */
import { Command, whenCalled } from 'sk-io/command';
import { addViewOptions } from '../parts/viewOptions.js';
import { addWeightsOptions, weightsArgument } from '../parts/weightsOptions.js';

const examples = `
Nothing but names, shapes and types is read. A file that is damaged or lies about itself ends the command with exit code 3.

Examples:
  sk-train inspect model.safetensors
  sk-train inspect runs/slim/checkpoints/step-00001562 --summary
  sk-train inspect timm/skresnext50_32x4d.ra_in1k --json`;

export function inspectCommand(): Command {
  const command = new Command('inspect')
    .description('list the tensors in a file of weights, and the networks that they fit')
    .argument('<weights>', weightsArgument)
    .option('--summary', 'leave the list of tensors out')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runInspect));
  return addWeightsOptions(addViewOptions(command));
}
