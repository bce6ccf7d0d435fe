/** Which buffers of a recording may share memory: those that no two commands need at the same time. */

/** The use of one buffer, from its first command to its last. */
export interface Lifetime {
  readonly made: number;
  /** In bytes. */
  readonly size: number;
  readonly first: number;
  readonly last: number;
}

export interface SlotPlan {
  /** Bytes of each slot, the largest first. */
  readonly sizes: readonly number[];
  /** The slot of each buffer, by its number. */
  readonly slotOf: ReadonlyMap<number, number>;
}

/** Gives each buffer a slot, the largest buffers first, so that a slot is as large as its first buffer. */
export function planSlots(lifetimes: readonly Lifetime[]): SlotPlan {
  const slots: { readonly size: number; readonly tenants: Lifetime[] }[] = [];
  const slotOf = new Map<number, number>();
  for (const lifetime of lifetimes.toSorted((a, b) => b.size - a.size || a.first - b.first)) {
    const found = slots.findIndex(({ tenants }) =>
      tenants.every(({ first, last }) => last < lifetime.first || lifetime.last < first),
    );
    const slot = found < 0 ? slots.push({ size: lifetime.size, tenants: [] }) - 1 : found;
    slots[slot]?.tenants.push(lifetime);
    slotOf.set(lifetime.made, slot);
  }
  return { sizes: slots.map(({ size }) => size), slotOf };
}
