/** Channel shuffle of ShuffleNet (its section 3.1). */
import { transpose } from '../simd/transpose';

/** Transposes the matrix [groups, channels / groups] of each pixel. */
export function channelShuffle(x: usize, to: usize, pixels: i32, channels: i32, groups: i32): void {
  const rowBytes = <usize>channels << 2;
  for (let p = 0; p < pixels; p++) {
    transpose(x, to, groups, channels / groups);
    x += rowBytes;
    to += rowBytes;
  }
}
