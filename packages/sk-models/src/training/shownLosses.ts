/** The losses of a search for a learning rate that its pictures show. */
import type { RatePoint } from '../types.js';

/**
 * Returns the lowest and the highest loss of an axis for the smoothed losses: above the highest one before the least, as far as the loss
 * fell. What has diverged would press all the rest together.
 */
export function shownLosses(points: readonly RatePoint[]): readonly [lowest: number, highest: number] {
  const losses = points.map(({ smoothedLoss }) => smoothedLoss);
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  const start = Math.max(...losses.slice(0, losses.indexOf(least) + 1));
  return [least, start > least ? Math.min(most, 2 * start - least) : most];
}
