/** `sk-train doctor`: its options. What it does is loaded when it is called. */
import { Command } from 'commander';

export interface DoctorCommandOptions {
  readonly json?: boolean;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what is installed, which backends start, and whether they compute')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExample:\n  sk-train doctor')
    .action(async (options: DoctorCommandOptions) => {
      const { runDoctor } = await import('./runDoctor.js');
      process.exitCode = await runDoctor(options);
    });
}
