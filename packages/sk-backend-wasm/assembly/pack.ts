/**
 * Filters in the order in which the inner loops read them: for each group, panels of 8 target channels (the last one
 * has 4 where no more are left); a panel is its bias, then for each tap and each source channel its row of lanes.
 * Lanes without a channel hold zeros.
 */
import { transpose4x4 } from './transpose';

/** Floats of one group's panels; src/kernels/convPlan.ts knows this rule too. */
@inline
export function panelLanes(left: i32): i32 {
  return left > 4 ? 8 : 4;
}

/**
 * Reads filter element (tap, depth k, lane o, group g) at `filter + taps[tap] + k * depthBytes + o * laneBytes +
 * g * groupBytes`. `bias` is 0 or one float for each target channel. Returns the end of what it wrote.
 */
export function packFilter(
  filter: usize, bias: usize, packed: usize, taps: usize, tapCount: i32,
  groups: i32, depth: i32, width: i32, groupBytes: usize, depthBytes: usize, laneBytes: usize,
): usize {
  let to = packed;
  for (let g = 0; g < groups; g++) {
    for (let o = 0; o < width; o += 8) {
      const lanes = panelLanes(width - o);
      const used = min(lanes, width - o);
      for (let lane = 0; lane < lanes; lane++) {
        const value = bias != 0 && lane < used ? load<f32>(bias + (<usize>(g * width + o + lane) << 2)) : 0;
        store<f32>(to, value);
        to += 4;
      }
      const from = filter + <usize>g * groupBytes + <usize>o * laneBytes;
      for (let t = 0; t < tapCount; t++) {
        to = packRows(from + load<usize>(taps + (<usize>t << 2)), to, depth, lanes, used, depthBytes, laneBytes);
      }
    }
  }
  return to;
}

export function packRows(from: usize, to: usize, depth: i32, lanes: i32, used: i32, depthBytes: usize, laneBytes: usize): usize {
  if (used == lanes) {
    if (laneBytes == 4) {
      for (let k = 0; k < depth; k++) {
        v128.store(to, v128.load(from));
        if (lanes == 8) v128.store(to, v128.load(from, 16), 16);
        from += depthBytes;
        to += <usize>lanes << 2;
      }
      return to;
    }
    if (depthBytes == 4) {
      let k = 0;
      for (; k + 4 <= depth; k += 4) {
        transpose4x4(from, laneBytes, to, <usize>lanes << 2);
        if (lanes == 8) transpose4x4(from + 4 * laneBytes, laneBytes, to + 16, 32);
        from += 16;
        to += <usize>lanes << 4;
      }
      depth -= k;
    }
  }
  for (let k = 0; k < depth; k++) {
    for (let lane = 0; lane < lanes; lane++) {
      store<f32>(to, lane < used ? load<f32>(from + <usize>lane * laneBytes) : 0);
      to += 4;
    }
    from += depthBytes;
  }
  return to;
}
