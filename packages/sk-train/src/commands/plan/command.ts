/** `sk-train plan`: its options and their help. */
import { addBackendOptions, Command, decimal, numberList, whenCalled, wholeNumber } from 'sk-io/command';
import { addTimedOptions } from '../bench/timing/timedOptions.js';

const examples = `
The step of one rank is timed as \`fit\` makes it, and allreduce of messages alone, between the ranks that run this: those of
mpirun, or --processes. From both follow the steps of more ranks, by the faster of a ring and a tree. \`fit\` sends gradients
once the backward pass is over, so that both times add up. One process alone assumes a network of 10 GB/s and 20 us, or
what --bandwidth and --latency say.

Examples:
  sk-train plan --model sknet50 --batch-size 32 --bandwidth 12.5 --latency 15
  sk-train plan --processes 2 --backend wasm
  mpirun -np 4 npx sk-train plan --model sknet50 --batch-size 8 --ranks 4,16,64
  sk-train plan --model sknet50 --batch-size 32 --step-ms 157 --bandwidth 300`;

export function planCommand(): Command {
  const command = new Command('plan').description(
    'say how fast a network would train on more processes and machines',
  );
  addTimedOptions(command, 'on each rank')
    .option('--ranks <numbers>', 'numbers of ranks', numberList(1, 1 << 20, '2,8,64'), [2, 8, 64, 512])
    .option('--processes <n>', 'start so many ranks on this machine, to time them', wholeNumber(1, 1024))
    .option('--step-ms <time>', 'milliseconds of a step, in place of timing one', decimal(1e-6))
    .option('--latency <us>', 'microseconds of a message, in place of timing messages', decimal(1e-6))
    .option(
      '--bandwidth <rate>',
      'gigabytes a second that a rank sends while it receives as many, in place of timing messages',
      decimal(1e-6),
    )
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', examples)
    .action(whenCalled(async () => (await import('./run.js')).runPlan));
  return addBackendOptions(command);
}
