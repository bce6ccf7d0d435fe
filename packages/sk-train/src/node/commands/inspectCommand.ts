/** `sk-train inspect`: its options. What it does is loaded when it is called. */
import { Command } from 'commander';
import { addWeightsOptions, type WeightsOptions, weightsArgument } from './weightsSource.js';

export interface InspectCommandOptions extends WeightsOptions {
  readonly summary?: boolean;
  readonly json?: boolean;
}

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
    .action(async (weights: string, options: InspectCommandOptions) => {
      const { runInspect } = await import('./runInspect.js');
      process.exitCode = await runInspect(weights, options);
    });
  return addWeightsOptions(command);
}
