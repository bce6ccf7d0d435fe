/** The action of a sub-command, whose work is loaded when the sub-command is called. */

/**
 * Returns an action for commander that loads the work, does it, and sets the process's exit code.
 * @param load Imports the function that does the work and returns the exit code.
 */
export function whenCalled<Args extends readonly unknown[]>(
  load: () => Promise<(...args: Args) => Promise<number>>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    const work = await load();
    process.exitCode = await work(...args);
  };
}
