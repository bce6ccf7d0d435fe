/** SIGINT and SIGTERM: the first asks for a clean stop, the second ends the process at once. */
import { exitCodes } from '../exit/exitCodes.js';

const names = ['SIGINT', 'SIGTERM'] as const;

export interface StopSignals {
  readonly signal: AbortSignal;
  /** Returns the exit code that the received signal stands for; nothing before there is one. */
  readonly exitCode: () => number | undefined;
  readonly dispose: () => void;
}

/**
 * Listens until `dispose`.
 * @param onStop Called once, with the name of the first signal.
 */
export function listenForStop(onStop: (name: string) => void): StopSignals {
  const controller = new AbortController();
  let code: number | undefined;
  const listeners = names.map((name) => {
    const listener = (): void => {
      if (code !== undefined) process.exit(code);
      code = exitCodes[name];
      onStop(name);
      controller.abort(new Error(`stopped by ${name}`));
    };
    process.on(name, listener);
    return [name, listener] as const;
  });
  return {
    signal: controller.signal,
    exitCode: () => code,
    dispose: () => {
      for (const [name, listener] of listeners) process.off(name, listener);
    },
  };
}
