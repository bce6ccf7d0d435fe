/** What a person sees while a command works. */
import type { Work } from './work.js';

export interface Progress {
  show(work: Work): void;
  /** Prints one line that stays. */
  note(text: string): void;
  /** Ends the current bar; more may follow. */
  close(): void;
}
