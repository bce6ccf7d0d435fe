/** Averages of successive channels, as in the paper's Figure 3: "averages of 16 channels". */
import { average } from './imageAttention.js';

/** Returns 16, as the paper takes, and fewer below 128 channels, so that a unit has 8 groups or more. */
export function channelsPerGroup(channels: number): number {
  return Math.max(1, Math.min(16, Math.floor(channels / 8)));
}

/** Averages each `perGroup` successive values; the last group may be smaller. */
export function groupMeans(values: Iterable<number>, perGroup: number): number[] {
  const all = Array.from(values);
  const groups = Math.ceil(all.length / perGroup);
  return Array.from({ length: groups }, (_, group) =>
    average(all.slice(group * perGroup, (group + 1) * perGroup)),
  );
}
