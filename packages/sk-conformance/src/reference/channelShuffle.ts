/** Channel shuffle of ShuffleNet in float64 loops. */
import { type Array64, at, zeros64 } from '../numbers/array64.js';
import { tuple } from '../numbers/tuple.js';

/** Moves channel k of group g, of `groups` equal groups, to place k * groups + g. x is [N, H, W, C]. */
export function channelShuffle(x: Array64, groups: number): Array64 {
  const y = zeros64(x.shape);
  move(x.shape, groups, (from, to) => {
    y.values[to] = at(x, from);
  });
  return y;
}

/** Returns the gradient of {@link channelShuffle}: every value goes back to where it came from. */
export function channelShuffleGradient(dy: Array64, groups: number): Array64 {
  const dx = zeros64(dy.shape);
  move(dy.shape, groups, (from, to) => {
    dx.values[from] = at(dy, to);
  });
  return dx;
}

function move(shape: readonly number[], groups: number, visit: (from: number, to: number) => void): void {
  const [n, h, w, c] = tuple(shape, 4);
  const perGroup = c / groups;
  for (let pixel = 0; pixel < n * h * w; pixel++)
    for (let g = 0; g < groups; g++)
      for (let k = 0; k < perGroup; k++) visit(pixel * c + g * perGroup + k, pixel * c + k * groups + g);
}
