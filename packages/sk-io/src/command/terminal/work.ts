/** How far a piece of work is, in the words of a bar and of a log. */
import { RemainingTime } from './durations.js';

export interface Work {
  /** Left of the bar: `reading`. */
  readonly title: string;
  readonly done: number;
  readonly total: number;
  /** Right of the bar: `images, 3 s left`. */
  readonly text: string;
  /** All of it as a line of a log: `read 3 of 9 images`. */
  readonly line: string;
  /** Whether a log has the line however soon it follows another. */
  readonly always?: boolean;
}

export interface WorkWords {
  /** While it goes on: `reading`. */
  readonly doing: string;
  /** Afterwards: `read`. */
  readonly did: string;
  /** Things that are counted: `images`. */
  readonly things: string;
  /** Whether a log says in any case that all is done. */
  readonly saysEnd?: boolean;
}

/**
 * Returns a function that describes how many of a number of equal things are done.
 *
 * @returns Takes how many are done or failed, how many there are, and how many failed.
 */
export function countedWork({
  doing,
  did,
  things,
  saysEnd = false,
}: WorkWords): (done: number, total: number, failed?: number) => Work {
  const remaining = new RemainingTime();
  return (done, total, failed = 0) => ({
    title: doing,
    done,
    total,
    text: `${things}, ${remaining.describe(done, total)} left`,
    line: `${did} ${done - failed} of ${total} ${things}${failed > 0 ? `, ${failed} cannot be read` : ''}`,
    always: saysEnd && done === total,
  });
}
