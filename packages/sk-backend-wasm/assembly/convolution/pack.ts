/**
 * Filters in the order in which the inner loops read them. Each group has panels of 8 target channels; the last panel
 * has 4 where no more are left. A panel is its bias, then for each tap and each source channel its row of lanes.
 * Lanes without a channel hold zeros.
 */
import { transpose4x4 } from '../simd/transpose';

/** Returns the lanes of a panel; src/kernels/convolution/convPlan.ts has the same rule. */
@inline
export function panelLanes(left: i32): i32 {
  return left > 4 ? 8 : 4;
}

/**
 * Packs a filter whose element (tap, depth k, lane o, group g) is at `filter + taps[tap] + k * depthBytes + o *
 * laneBytes + g * groupBytes`. `bias` is 0 or one float for each target channel.
 */
export function packFilter(
  filter: usize, bias: usize, packed: usize, taps: usize, tapCount: i32,
  groups: i32, depth: i32, width: i32, groupBytes: usize, depthBytes: usize, laneBytes: usize,
): void {
  const panelRows = <usize>(tapCount * depth + 1);
  let base = packed;
  for (let g = 0; g < groups; g++) {
    let panel = base;
    for (let o = 0; o < width; o += 8) {
      const lanes = panelLanes(width - o);
      packBias(bias == 0 ? 0 : bias + (<usize>(g * width + o) << 2), panel, lanes, width - o);
      panel += panelRows * (<usize>lanes << 2);
    }
    for (let t = 0; t < tapCount; t++) {
      const from = filter + <usize>g * groupBytes + load<usize>(taps + (<usize>t << 2));
      // Each cache line of the filter is fetched once: by a panel at a time where its rows lie along the lines, else by
      // a few rows of all panels.
      const most = depthBytes == 4 ? depth : 16;
      for (let k = 0; k < depth; k += most) {
        const rows = min(depth - k, most);
        let to = base;
        for (let o = 0; o < width; o += 8) {
          const lanes = panelLanes(width - o);
          const at = <usize>(1 + t * depth + k) * (<usize>lanes << 2);
          packRows(from + <usize>k * depthBytes + <usize>o * laneBytes, to + at, rows, lanes, min(lanes, width - o), depthBytes, laneBytes, <usize>lanes << 2);
          to += panelRows * (<usize>lanes << 2);
        }
      }
    }
    base = panel;
  }
}

/** Writes a panel's bias, or zeros. */
export function packBias(bias: usize, to: usize, lanes: i32, used: i32): void {
  for (let lane = 0; lane < lanes; lane++) {
    store<f32>(to, bias != 0 && lane < used ? load<f32>(bias + (<usize>lane << 2)) : 0);
    to += 4;
  }
}

/** Copies `depth` rows of `lanes`, of which `used` are filled, to rows that are `toBytes` apart. */
export function packRows(
  from: usize, to: usize, depth: i32, lanes: i32, used: i32, depthBytes: usize, laneBytes: usize, toBytes: usize,
): void {
  if (used == lanes) {
    if (laneBytes == 4) {
      for (let k = 0; k < depth; k++) {
        v128.store(to, v128.load(from));
        if (lanes == 8) v128.store(to, v128.load(from, 16), 16);
        from += depthBytes;
        to += toBytes;
      }
      return;
    }
    if (depthBytes == 4) {
      let k = 0;
      for (; k + 4 <= depth; k += 4) {
        transpose4x4(from, laneBytes, to, toBytes);
        if (lanes == 8) transpose4x4(from + 4 * laneBytes, laneBytes, to + 16, toBytes);
        from += 16;
        to += 4 * toBytes;
      }
      depth -= k;
    }
  }
  for (let k = 0; k < depth; k++) {
    for (let lane = 0; lane < lanes; lane++) {
      store<f32>(to + (<usize>lane << 2), lane < used ? load<f32>(from + <usize>lane * laneBytes) : 0);
    }
    from += depthBytes;
    to += toBytes;
  }
}
