/** The progress of ranks other than the first, which speaks for all. */
import type { Progress } from 'sk-io/command';

export const silentProgress: Progress = {
  show: () => undefined,
  note: () => undefined,
  close: () => undefined,
};
