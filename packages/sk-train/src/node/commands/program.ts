/** The `sk-train` command: its sub-commands, and how every failure becomes one line and an exit code. */
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { exitCodeOf, exitCodes } from '../exitCodes.js';
import { benchCommand } from './benchCommand.js';
import { doctorCommand } from './doctorCommand.js';
import { evalCommand } from './evalCommand.js';
import { exportCommand } from './exportCommand.js';
import { fitCommand } from './fitCommand.js';
import { importCommand } from './importCommand.js';
import { inspectCommand } from './inspectCommand.js';
import { modelsCommand } from './modelsCommand.js';
import { predictCommand } from './predictCommand.js';
import { oneLine, printNote } from './terminal.js';

const exitCodeHelp = `
Exit codes: 0 done, 1 failure, 2 wrong usage, 3 bad data, image or weights, 4 out of memory, 5 loss not finite,
130 stopped by SIGINT, 143 stopped by SIGTERM (both after saving).`;

function createProgram(): Command {
  const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };
  const program = new Command('sk-train')
    .description('Trains Selective Kernel networks with TensorFlow.js.')
    .version(version)
    .option('--verbose', 'print the stack of an error')
    .addHelpText('after', exitCodeHelp);
  for (const command of [
    fitCommand(),
    evalCommand(),
    predictCommand(),
    benchCommand(),
    doctorCommand(),
    modelsCommand(),
    inspectCommand(),
    importCommand(),
    exportCommand(),
  ]) {
    program.addCommand(command.option('--verbose', 'print the stack of an error'));
  }
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureOutput({ outputError: (text, write) => write(`sk-train: ${oneLine(text)}\n`) });
  }
  return program;
}

/**
 * Runs the command and sets the process's exit code.
 * @param args without the names of Node and of the script
 */
export async function runProgram(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
      return;
    }
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    printNote(args.includes('--verbose') ? (stack ?? message) : `sk-train: ${oneLine(message)}`);
    process.exitCode = exitCodeOf(error);
  }
}
