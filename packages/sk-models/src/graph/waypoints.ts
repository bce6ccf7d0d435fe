/** Where a network narrows to one value: the ends of its units, whatever family it is of. */
import type { Dataflow, Step, Value } from './dataflow.js';

/**
 * The steps after which everything that is computed later reads from what they make, and from nothing that was made
 * before: the output of a residual unit is one, a convolution beside a shortcut is none. In the order of computation.
 */
export function waypoints({ inputs, steps }: Dataflow): readonly Step[] {
  const lastReads = new Map<Value, number>();
  steps.forEach((step, i) => {
    for (const value of step.reads) lastReads.set(value, i);
  });
  const end = steps.at(-1);
  for (const value of end?.makes ?? []) lastReads.set(value, steps.length);
  let waiting = new Set(inputs.filter((value) => lastReads.has(value)));
  return steps.filter((step, i) => {
    waiting = new Set([...waiting, ...step.makes].filter((value) => (lastReads.get(value) ?? -1) > i));
    const [only] = step.makes;
    return waiting.size === 1 && only !== undefined && waiting.has(only);
  });
}
