/** An error on one rank ends all of them, with one line. */
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ranks } from 'sk-core';
import { exitCodeOf, oneLine } from 'sk-io/command';

/** Milliseconds in which rank 0 says what all ranks have found, on a busy machine too. */
const ofRankZero = 8000;
/** Milliseconds in which a launcher hands on what a rank has said; MPICH's drops what it has not read when a rank aborts. */
const handingOn = 500;

/** Does the work of a rank, and leaves the group. Where the work fails, all ranks end with the exit code of the error. */
export async function endTogether(ranks: Ranks, work: () => Promise<number>): Promise<number> {
  try {
    const code = await work();
    await ranks.close();
    return code;
  } catch (error) {
    if (ranks.rank > 0) await sleep(ofRankZero);
    const { message } = error instanceof Error ? error : new Error(String(error));
    const who = ranks.rank > 0 ? `rank ${ranks.rank}: ` : '';
    // Nothing is flushed after this.
    writeSync(2, `sk-train: ${who}${oneLine(message)}\n`);
    await sleep(handingOn);
    return ranks.abort(exitCodeOf(error));
  }
}
