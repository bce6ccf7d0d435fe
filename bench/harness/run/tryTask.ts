/** A trial of one task without times: whether every participant can do every work. */
import type { Backend } from '../runtimes/runtime.js';
import { CannotError, orReason } from '../work/cannotError.js';
import { titleOf } from '../work/title.js';
import { entriesOf, prepare } from './entry.js';
import type { Participant } from './participant.js';
import { baselinesOf, type Task } from './task.js';

/** Runs each work once for each participant and prints the outcome. */
export async function tryTask(
  backend: Backend,
  task: Task,
  participants: readonly Participant[],
): Promise<void> {
  const { matMul, copies } = baselinesOf(backend, task);
  for (const work of [matMul, ...copies, ...task.works]) {
    console.log(`\n${titleOf(work)}`);
    for (const entry of entriesOf([work], participants)) {
      const turn = await prepare(entry);
      const outcome = turn instanceof CannotError ? turn : await orReason(() => turn(1));
      const said = outcome instanceof CannotError ? `cannot: ${outcome.message}` : 'done';
      console.log(`${entry.participant.runtime.name}: ${said}`);
    }
  }
}
