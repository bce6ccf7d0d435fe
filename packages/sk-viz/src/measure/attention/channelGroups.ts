/** Successive channels averaged, as in the paper's Figure 3: "averages of 16 channels". */
import { average } from './imageAttention.js';

/** The paper averages 16 successive channels; a unit with fewer than 128 channels gets 8 groups all the same. */
export function channelsPerGroup(channels: number): number {
  return Math.max(1, Math.min(16, Math.floor(channels / 8)));
}

/** Averages of successive values, the last one over what is left. */
export function groupMeans(values: ArrayLike<number>, perGroup: number): number[] {
  const all = Array.from(values);
  const groups = Math.ceil(all.length / perGroup);
  return Array.from({ length: groups }, (_, group) =>
    average(all.slice(group * perGroup, (group + 1) * perGroup)),
  );
}
