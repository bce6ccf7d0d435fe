/** Whether the backend in use can record at all. */
import { capture } from 'sk-core';

/** Returns why the backend in use records nothing; undefined where it can. */
export function recordingRefusal(): string | undefined {
  const nothing = capture<never, never>(() => ({}) as Record<never, never>);
  const { refusal } = nothing;
  nothing.dispose();
  return refusal;
}
