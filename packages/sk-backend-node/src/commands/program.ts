/** The sub-commands, their options and exit codes. */
import { parseArgs } from 'node:util';
import { help } from './help.js';

/** A command line that is wrong. */
class UsageError extends Error {}

const exitCodes = { failed: 1, usage: 2 } as const;

/** Runs the command. Sets the exit code of the process, and prints errors in one line. */
export async function runCommand(args: readonly string[]): Promise<void> {
  try {
    await run(args);
  } catch (error) {
    const [line = ''] = (error as Error).message.split('\n');
    console.error(`sk-backend-node: ${line}`);
    process.exitCode = error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
}

async function run([command, ...args]: readonly string[]): Promise<void> {
  if (command === undefined || command === 'help' || command.startsWith('-')) {
    if (command === undefined || ['help', '-h', '--help'].includes(command)) return console.log(help.all);
    throw new UsageError(`wants build or check first, got ${command}: see --help`);
  }
  if (command === 'build') {
    const {
      tensorflow,
      cuda,
      help: asked,
    } = parsed(args, {
      tensorflow: { type: 'string' },
      cuda: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    });
    if (asked === true) return console.log(help.build);
    const { runBuild } = await import('./build.js');
    return await runBuild({
      ...(typeof tensorflow === 'string' && { tensorflow }),
      ...(cuda === true && { cuda }),
    });
  }
  if (command === 'check') {
    const {
      binding,
      device,
      help: asked,
    } = parsed(args, {
      binding: { type: 'string' },
      device: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    });
    if (asked === true) return console.log(help.check);
    const { runCheck } = await import('./check.js');
    return await runCheck({
      ...(typeof binding === 'string' && { binding }),
      ...(typeof device === 'string' && { device: deviceOf(device) }),
    });
  }
  throw new UsageError(`wants build or check, got ${command}: see --help`);
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function parsed(args: readonly string[], options: Options): Readonly<Record<string, unknown>> {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function deviceOf(text: string): 'cpu' | number {
  if (text === 'cpu') return text;
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`--device wants cpu or the index of a GPU, got ${text}`);
}
