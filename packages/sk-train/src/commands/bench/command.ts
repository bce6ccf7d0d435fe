/** `sk-train bench`: its options and their help. */
import { addBackendOptions, Command, Option, whenCalled, wholeNumber } from 'sk-io/command';
import { addTimedOptions } from './timing/timedOptions.js';

const examples = `
The baseline is the rate of the matrix product of 1024 x 1024 that tfjs itself brings for the backend, measured in turns
with the steps. A training step counts as three forward passes; its profile counts what its kernels multiply.

Examples:
  sk-train bench
  sk-train bench --model sknet50 --inference --batch-size 1
  sk-train bench --model sknet50 --batch-size 2 --steps 3 --profile --by shape`;

export function benchCommand(): Command {
  const command = new Command('bench').description(
    'say how fast a network trains here, and where the time goes',
  );
  addTimedOptions(command, 'in a step')
    .option('--accumulate <n>', 'parts that a batch is cut into, to need less memory', wholeNumber(1), 1)
    .addOption(
      new Option(
        '--precision <values>',
        'mixed: scale the loss, and multiply values of float16 where the backend has that',
      ).choices(['float32', 'mixed']),
    )
    .option('--inference', 'time a forward pass and not a training step')
    .option('--profile', 'list the kernels that the time goes to')
    .addOption(
      new Option('--by <what>', 'rows of the profile: one for each kernel, or one for each of its shapes')
        .choices(['kernel', 'shape'])
        .implies({ profile: true }),
    )
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runBench));
  return addBackendOptions(command);
}
