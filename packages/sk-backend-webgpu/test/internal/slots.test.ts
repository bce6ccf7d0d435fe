import { describe, expect, it } from 'vitest';
import { type Lifetime, planSlots } from '../../src/capture/slots.js';

const lifetime = (made: number, size: number, first: number, last: number): Lifetime => ({
  made,
  size,
  first,
  last,
});

describe('planSlots', () => {
  it('gives one slot to buffers that follow each other, as large as the largest', () => {
    const plan = planSlots([lifetime(0, 4, 0, 1), lifetime(1, 16, 2, 3), lifetime(2, 8, 4, 9)]);
    expect(plan.sizes).toEqual([16]);
    expect([...plan.slotOf.values()]).toEqual([0, 0, 0]);
  });

  it('keeps buffers of one command apart', () => {
    const { slotOf } = planSlots([lifetime(0, 4, 0, 1), lifetime(1, 4, 1, 2)]);
    expect(slotOf.get(0)).not.toBe(slotOf.get(1));
  });

  it('never has two buffers of a slot at one time, and takes no more than the buffers that live together', () => {
    let seed = 1;
    const next = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const lifetimes = Array.from({ length: 300 }, (_, made) => {
      const first = next(200);
      return lifetime(made, 4 * (1 + next(1000)), first, first + next(20));
    });
    const { sizes, slotOf } = planSlots(lifetimes);
    for (const one of lifetimes) {
      expect(sizes[slotOf.get(one.made) ?? -1]).toBeGreaterThanOrEqual(one.size);
      for (const other of lifetimes) {
        if (one === other || slotOf.get(one.made) !== slotOf.get(other.made)) continue;
        expect(one.last < other.first || other.last < one.first).toBe(true);
      }
    }
    const together = Array.from({ length: 220 }, (_, at) =>
      lifetimes.filter(({ first, last }) => first <= at && at <= last),
    );
    const most = Math.max(...together.map((alive) => alive.reduce((sum, { size }) => sum + size, 0)));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1.3 * most);
  });
});
