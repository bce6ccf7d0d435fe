/** `sk-train doctor`: its options and their help. */
import { Command, whenCalled } from 'sk-io/command';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what is installed, which backends start, and whether they compute')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExample:\n  sk-train doctor')
    .action(whenCalled(async () => (await import('./run.js')).runDoctor));
}
