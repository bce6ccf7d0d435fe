/** SIGINT and SIGTERM: the first asks for a clean stop, the second ends the process at once. */
import { exitCodes } from './exitCodes.js';

const signals = ['SIGINT', 'SIGTERM'] as const;

export interface StopSignals {
  readonly signal: AbortSignal;
  /** The exit code that the received signal stands for. */
  readonly exitCode: () => number | undefined;
  readonly dispose: () => void;
}

/** @param onStop told once, with the name of the signal */
export function listenForStop(onStop: (name: string) => void): StopSignals {
  const controller = new AbortController();
  let code: number | undefined;
  const listener = (name: NodeJS.Signals) => {
    if (code !== undefined) process.exit(code);
    code = exitCodes[name as (typeof signals)[number]];
    onStop(name);
    controller.abort(new Error(`stopped by ${name}`));
  };
  for (const name of signals) process.on(name, listener);
  return {
    signal: controller.signal,
    exitCode: () => code,
    dispose: () => {
      for (const name of signals) process.off(name, listener);
    },
  };
}
