/** The command line of the programs in this folder: `program.mjs COMMAND ARGUMENTS`. */
import { type AskOptions, ask } from '../harness/questions/ask.js';
import type { Backend } from '../harness/runtimes/runtime.js';
import { runtimes } from '../harness/runtimes/runtimes.js';
import { questions } from '../questions/questions.js';

/** Returns whether all went well. */
export type Command = (args: readonly string[]) => Promise<boolean>;

/** Runs the command that the process was started with, and ends the process: a started device would keep it alive. */
export async function runCommand(commands: Readonly<Record<string, Command>>): Promise<never> {
  const [, , name = '', ...args] = process.argv;
  const command = commands[name];
  if (command === undefined)
    return refuse(`There is no command "${name}": ${Object.keys(commands).join(', ')}`);
  process.exit((await command(args)) ? 0 : 1);
}

/** Makes a command whose one argument is its options in JSON. */
export function fromJson<T>(command: (options: T) => Promise<boolean>): Command {
  return ([options = '{}']) => command(JSON.parse(options) as T);
}

/** Asks the question that the options name. */
export async function askByName(backend: Backend, options: AskOptions): Promise<boolean> {
  const plan = questions[options.name]?.[backend];
  if (plan === undefined) return refuse(`There is no question "${options.name}" on ${backend}`);
  refuseUnknown('runtime', options.only ?? [], Object.keys(runtimes[backend]));
  return await ask(backend, plan, options);
}

/** Ends the process with 2, the exit code of a wrong command line. */
export function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

export function refuseUnknown(what: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) refuse(`There is no ${what} "${unknown}": ${known.join(', ')}`);
}
