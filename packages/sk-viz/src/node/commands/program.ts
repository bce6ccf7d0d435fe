/** The `sk-viz` command: its sub-commands, and how every failure becomes one line and an exit code. */
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { exitCodeOf, exitCodes } from '../exitCodes.js';
import { architectureCommand } from './architectureCommand.js';
import { attentionCommand } from './attentionCommand.js';
import { classesCommand } from './classesCommand.js';
import { confusionCommand } from './confusionCommand.js';
import { curvesCommand } from './curvesCommand.js';
import { gradCamCommand } from './gradCamCommand.js';
import { reportCommand } from './reportCommand.js';
import { tensorboardCommand } from './tensorboardCommand.js';
import { oneLine, printNote } from './terminal.js';
import { tradeoffCommand } from './tradeoffCommand.js';

const exitCodeHelp = `
Exit codes: 0 done, 1 failure, 2 wrong usage, or a model without SK units (but for report,
which has the rest), 3 bad data, image or model file,
4 out of memory. Images that cannot be read are skipped and listed; 3 only where none is left.`;

function createProgram(): Command {
  const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };
  const program = new Command('sk-viz')
    .description('Shows which kernels a Selective Kernel network selects.')
    .version(version)
    .option('--verbose', 'print the stack of an error')
    .addHelpText('after', exitCodeHelp);
  const commands = [
    reportCommand(),
    attentionCommand(),
    classesCommand(),
    confusionCommand(),
    gradCamCommand(),
    curvesCommand(),
    tradeoffCommand(),
    architectureCommand(),
    tensorboardCommand(),
  ];
  for (const command of commands)
    program.addCommand(command.option('--verbose', 'print the stack of an error'));
  for (const command of [program, ...program.commands])
    command
      .exitOverride()
      .configureOutput({ outputError: (text, write) => write(`sk-viz: ${oneLine(text)}\n`) });
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
    printNote(args.includes('--verbose') ? (stack ?? message) : `sk-viz: ${oneLine(message)}`);
    process.exitCode = exitCodeOf(error);
  }
}
