/** Gives up a connection on which nothing comes. */
import { ConnectionError } from './openUrl.js';

const idleMilliseconds = 60_000;

/**
 * Calls a function that receives something from a server, with a signal that ends it where it hears nothing for a minute.
 * @param receive Calls `heard` with each piece that comes.
 * @throws ConnectionError where nothing came; whatever `receive` throws
 */
export async function untilIdle<T>(
  signal: AbortSignal | undefined,
  receive: (signal: AbortSignal, heard: () => void) => Promise<T>,
): Promise<T> {
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(), idleMilliseconds);
  const either = signal === undefined ? idle.signal : AbortSignal.any([idle.signal, signal]);
  try {
    return await receive(either, () => void timer.refresh());
  } catch (error) {
    if (!idle.signal.aborted) throw error;
    throw new ConnectionError(`breaks off: nothing came for ${idleMilliseconds / 1000} seconds`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    idle.abort();
  }
}
