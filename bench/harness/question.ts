/** What a file in questions/ exports. */
import type { ContestantName } from './contestants.js';
import type { Work } from './work.js';

export interface Question {
  readonly contestants: readonly ContestantName[];
  readonly tasks: readonly Task[];
}

/** Works that are interleaved with each other and with the roof. */
export interface Task {
  readonly works: readonly Work[];
  /** One of them, that each contestant's other times are divided by. */
  readonly base?: Work;
}
