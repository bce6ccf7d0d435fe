/** Taps that form a grid: all taps of a window, in order. The phases of a strided gradient need not form one. */
import type { Tap } from './convPlan.js';

export interface TapGrid {
  /** Taps row by row, from the top left. */
  readonly taps: readonly Tap[];
  readonly rows: number;
  readonly cols: number;
  /** Pixels between neighbours; 1 where there are none. */
  readonly dilations: readonly [number, number];
}

/** Returns the grid of taps, or undefined for no taps and for taps that are not evenly spaced. */
export function tapGrid(taps: readonly Tap[]): TapGrid | undefined {
  const sorted = taps.toSorted((a, b) => a.y - b.y || a.x - b.x);
  const [first, second] = sorted;
  if (first === undefined) return undefined;
  const cols = sorted.filter(({ y }) => y === first.y).length;
  const rows = sorted.length / cols;
  const dilations: TapGrid['dilations'] = [
    (sorted[cols]?.y ?? first.y + 1) - first.y,
    cols > 1 && second !== undefined ? second.x - first.x : 1,
  ];
  const even = sorted.every(
    ({ y, x }, t) =>
      y === first.y + Math.floor(t / cols) * dilations[0] && x === first.x + (t % cols) * dilations[1],
  );
  return even ? { taps: sorted, rows, cols, dilations } : undefined;
}
