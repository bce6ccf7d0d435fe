/** A runtime that takes part in a run, started or with the reason why it did not start. */
import type { Host, Runtime, Started } from '../runtimes/runtime.js';
import { CannotError, orReason } from '../work/cannotError.js';

export interface Participant {
  /** Name that questions and `--only` use. */
  readonly key: string;
  readonly runtime: Runtime;
  readonly started: Started | CannotError;
}

export async function startParticipant(key: string, runtime: Runtime, host: Host): Promise<Participant> {
  return { key, runtime, started: await orReason(() => runtime.start(host)) };
}

/** Returns the participants that did start. */
export function running(participants: readonly Participant[]): Started[] {
  return participants.flatMap(({ started }) => (started instanceof CannotError ? [] : [started]));
}
