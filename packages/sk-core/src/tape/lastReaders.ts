/** The entries of a tape that are the last to give a tensor a gradient. */
import type { engine, Tensor } from '@tensorflow/tfjs-core';

type Tape = ReturnType<typeof engine>['state']['activeTape'];
type Entry = Tape[number];

/**
 * Returns a function that tells whether an entry's input is the last one through which a backward pass from y reaches the
 * tensor of an id. A pass goes from the end of the tape to its beginning, and through the inputs of an entry in their order.
 */
export function lastReaders(tape: Tape, y: Tensor): (entry: Entry, input: string, id: number) => boolean {
  const lasts = new Map<number, { readonly entry: Entry; readonly input: string }>();
  const reached = new Set([y.id]);
  for (const entry of [...tape].reverse()) {
    if (!entry.outputs.some(({ id }) => reached.has(id))) continue;
    for (const [input, { id }] of Object.entries(entry.inputs)) {
      reached.add(id);
      lasts.set(id, { entry, input });
    }
  }
  return (entry, input, id) => {
    const last = lasts.get(id);
    return last?.entry === entry && last.input === input;
  };
}
