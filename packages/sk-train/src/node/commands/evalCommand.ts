/** `sk-train eval`: its options. What it does is loaded when it is called. */
import { Command } from 'commander';
import {
  addBackendOption,
  addDataReadingOptions,
  type BackendOptions,
  type DataReadingOptions,
  wholeNumber,
} from './options.js';

export interface EvalCommandOptions extends BackendOptions, DataReadingOptions {
  readonly run: string;
  readonly data: string;
  readonly best?: boolean;
  readonly batchSize: number;
  readonly json?: boolean;
}

const examples = `
Examples:
  sk-train eval --run runs/slim --data cifar10
  sk-train eval --run runs/slim --best --data cifar10 --json
  sk-train eval --run runs/slim/checkpoints/step-00001562 --data other-photos`;

export function evalCommand(): Command {
  const command = new Command('eval')
    .description('test a trained network on the test images of a folder')
    .requiredOption('--run <folder>', 'a run, or a folder that holds a model.json')
    .requiredOption('--data <folder>', 'images: its test/ or val/, or its own class folders')
    .option('--best', 'the checkpoint with the highest test accuracy instead of the newest')
    .option('--batch-size <n>', 'images that are looked at together', wholeNumber(1), 64)
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', examples)
    .action(async (options: EvalCommandOptions) => {
      const { runEval } = await import('./runEval.js');
      process.exitCode = await runEval(options);
    });
  return addDataReadingOptions(addBackendOption(command));
}
