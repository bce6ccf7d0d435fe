/** A command with sub-commands: every failure becomes one line on standard error and an exit code. */
import { Command, CommanderError } from 'commander';
import { type ExitCodeWords, exitCodeHelp } from '../exit/exitCodeHelp.js';
import { exitCodeOf, exitCodes } from '../exit/exitCodes.js';
import { oneLine } from '../terminal/oneLine.js';
import { printNote } from '../terminal/print.js';
import { forgiveClosedPipes } from './closedPipes.js';

export interface Program {
  /** As it is typed; each line about a failure begins with it. */
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly commands: readonly Command[];
  /** Words for the exit codes where this command has its own. */
  readonly exitCodes?: ExitCodeWords;
}

/**
 * Runs the sub-command that the arguments name and sets the process's exit code.
 * @param args Without the names of Node and of the script.
 */
export async function runProgram(program: Program, args: readonly string[]): Promise<void> {
  forgiveClosedPipes();
  try {
    await commandOf(program).parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its line.
      process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
      return;
    }
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    if (args.includes('--verbose')) process.stderr.write(`${stack ?? message}\n`);
    else printNote(`${program.name}: ${message}`);
    process.exitCode = exitCodeOf(error);
  }
}

function commandOf({ name, description, version, commands, exitCodes: words }: Program): Command {
  const whole = new Command(name)
    .description(description)
    .version(version)
    .addHelpText('after', `\n${exitCodeHelp(words)}`);
  for (const command of commands) whole.addCommand(command);
  for (const command of [whole, ...commands]) {
    command
      .option('--verbose', 'print the stack of an error')
      .exitOverride()
      .configureOutput({ outputError: (text, write) => write(`${name}: ${oneLine(text)}\n`) });
  }
  return whole;
}
