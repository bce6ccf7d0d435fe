/** A work for one participant: the unit that takes turns. */
import type { Timed } from '../runtimes/runtime.js';
import { CannotError, orReason } from '../work/cannotError.js';
import type { Work } from '../work/work.js';
import type { Participant } from './participant.js';

export interface Entry {
  readonly work: Work;
  readonly participant: Participant;
}

/** Returns each work for each participant, work by work. */
export function entriesOf(works: readonly Work[], participants: readonly Participant[]): Entry[] {
  return works.flatMap((work) => participants.map((participant) => ({ work, participant })));
}

/** Prepares the work of an entry; returns the reason where it cannot. */
export async function prepare({ work, participant }: Entry): Promise<Timed | CannotError> {
  const { started } = participant;
  return started instanceof CannotError ? started : await orReason(() => started.prepare(work));
}
