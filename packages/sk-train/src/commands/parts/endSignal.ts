/** When a run is to save and end: at a signal, or when its time is up. */
import { describeSeconds, type StopSignals } from 'sk-io/command';

/** @param seconds undefined for a run that may take any time */
export function endSignal(
  { signal }: StopSignals,
  seconds: number | undefined,
  note: (text: string) => void,
): AbortSignal {
  if (seconds === undefined) return signal;
  const time = AbortSignal.timeout(1000 * seconds);
  time.addEventListener('abort', () => {
    if (!signal.aborted) note(`${describeSeconds(seconds)} are over: saving after this step`);
  });
  return AbortSignal.any([signal, time]);
}
