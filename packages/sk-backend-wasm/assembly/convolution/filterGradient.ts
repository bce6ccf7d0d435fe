/**
 * Gradient of the filter. A block of it stays in registers while the pixels of a tile pass by; blocks are written once
 * for each tile.
 */
import { storeLanes } from '../simd/lanes';
import { madd } from '../simd/madd';
import { Plan } from './plan';
import { fillTile } from './tile';

/**
 * Computes the gradient of the filter for groups of more than 4 target channels: where `inPlace` is not 0 the filter
 * [tap][depth][groups * width] itself, with depths of whole quads and widths of whole eights, else sums
 * [tap][group][depth / 4][width / 8][4][8], rounded up. Units of work: taps of quads of source channels, group by group.
 * `channels` target channels of a group, a multiple of 8, are worked on together. Scratch: targetPack of tile * channels
 * floats, sourcePack of tile * 6 floats.
 */
export function filterGradientWide(
  plan: Plan, sums: usize, inPlace: i32, channels: i32, targetPack: usize, sourcePack: usize,
): void {
  const pixels = plan.images * plan.rows * plan.cols;
  const pointerBytes = <usize>plan.tapStride << 2;
  const panels = (plan.width + 7) >> 3, quads = (plan.depth + 3) >> 2;
  const groupUnits = quads * plan.tapCount;
  const filterRow = <usize>(plan.groups * plan.width) << 2;
  const rowBytes: usize = inPlace ? filterRow : 32;
  const sumBytes: usize = inPlace ? 32 : 128;
  // Six source channels at a time, where neighbours in the filter are neighbours in the source.
  const wide = plan.wide && inPlace && plan.tapCount == 1 && panels > 2;
  for (let first = 0; first < pixels; first += plan.tile) {
    const count = min(plan.tile, pixels - first);
    const panelBytes = <usize>count << 5;
    fillTile(plan, first, count);
    for (let from = plan.begin; from < plan.end;) {
      const g = from / groupUnits;
      const to = min(plan.end, (g + 1) * groupUnits);
      for (let o = 0; o < plan.width; o += channels) {
        const most = min(plan.width - o, channels);
        let panel = targetPack;
        for (let i = 0; i < most; i += 8) {
          packTargets(plan.targets, count, <usize>(g * plan.width + o + i) << 2, min(most - i, 8), panel);
          panel += panelBytes;
        }
        for (let unit = from; unit < to;) {
          const quad = unit % groupUnits / plan.tapCount, t = unit % plan.tapCount;
          const pointers = plan.pointers + (<usize>t << 2);
          const offset = <usize>(g * plan.depth + (quad << 2)) << 2;
          let sum = sums + (inPlace
            ? <usize>(t * plan.depth + (quad << 2)) * filterRow + (<usize>(g * plan.width + o) << 2)
            : <usize>(((t * plan.groups + g) * quads + quad) * panels + (o >> 3)) * 128);
          if (wide && unit + 3 <= to) {
            sixChannels(pointers, pointerBytes, count, offset, sourcePack, targetPack, panel, sum, rowBytes, first);
            sixChannels(pointers, pointerBytes, count, offset + 24, sourcePack, targetPack, panel, sum + 6 * rowBytes, rowBytes, first);
            unit += 3;
            continue;
          }
          // A copy of sources that are read once or twice does not pay.
          if (panels > 2) packSources(pointers, pointerBytes, count, offset, sourcePack);
          for (let at = targetPack; at != panel; at += panelBytes) {
            if (panels > 2) outer4x8(count, sourcePack, at, sum, rowBytes, first);
            else outer4x8At(count, pointers, pointerBytes, offset, at, sum, rowBytes, first);
            sum += sumBytes;
          }
          unit++;
        }
      }
      from = to;
    }
  }
}

/**
 * Adds to sums [group][depth / 4][tap][4][4], rounded up, for groups of at most 4 target channels. Units of work:
 * quads of source channels, group by group. Scratch: targetPack of tile * 4 floats.
 */
export function filterGradientNarrow(plan: Plan, sums: usize, targetPack: usize): void {
  const pixels = plan.images * plan.rows * plan.cols;
  const pointerBytes = <usize>plan.tapStride << 2;
  const quads = (plan.depth + 3) >> 2;
  for (let first = 0; first < pixels; first += plan.tile) {
    const count = min(plan.tile, pixels - first);
    fillTile(plan, first, count);
    let packed = -1;
    for (let unit = plan.begin; unit < plan.end; unit++) {
      const g = unit / quads;
      if (g != packed) packTargets4(plan.targets, count, <usize>(g * plan.width) << 2, targetPack);
      packed = g;
      const offset = <usize>(g * plan.depth + ((unit - g * quads) << 2)) << 2;
      let sum = sums + <usize>(unit * plan.tapCount) * 64;
      let t = 0;
      for (; t + 3 <= plan.tapCount; t += 3) {
        outer12x4(count, plan.pointers + (<usize>t << 2), pointerBytes, offset, targetPack, sum);
        sum += 192;
      }
      for (; t < plan.tapCount; t++) {
        outer4x4(count, plan.pointers + (<usize>t << 2), pointerBytes, offset, targetPack, sum);
        sum += 64;
      }
    }
  }
}

/** Copies wide sums to filter [tap][depth][groups * width]. */
export function unpackWide(sums: usize, filter: usize, taps: i32, groups: i32, depth: i32, width: i32): void {
  const filterRow = <usize>(groups * width) << 2;
  for (let t = 0; t < taps; t++) {
    for (let g = 0; g < groups; g++) {
      for (let c = 0; c < depth; c += 4) {
        for (let o = 0; o < width; o += 8) {
          const rows = min(depth - c, 4);
          let to = filter + <usize>(t * depth + c) * filterRow + (<usize>(g * width + o) << 2);
          for (let r = 0; r < rows; r++) {
            const from = sums + (<usize>r << 5);
            storeLanes(to, v128.load(from), width - o);
            storeLanes(to + 16, v128.load(from, 16), width - o - 4);
            to += filterRow;
          }
          sums += 128;
        }
      }
    }
  }
}

/** Copies narrow sums to filter [tap][depth][groups * width]. */
export function unpackNarrow(sums: usize, filter: usize, taps: i32, groups: i32, depth: i32, width: i32): void {
  const filterRow = <usize>(groups * width) << 2;
  for (let g = 0; g < groups; g++) {
    for (let c = 0; c < depth; c += 4) {
      for (let t = 0; t < taps; t++) {
        const rows = min(depth - c, 4);
        let to = filter + <usize>(t * depth + c) * filterRow + (<usize>(g * width) << 2);
        for (let r = 0; r < rows; r++) {
          storeLanes(to, v128.load(sums + (<usize>r << 4)), width);
          to += filterRow;
        }
        sums += 64;
      }
    }
  }
}

function packTargets(targets: usize, count: i32, offset: usize, used: i32, to: usize): void {
  const zero = f32x4.splat(0);
  for (let p = 0; p < count; p++) {
    const from = load<usize>(targets) + offset;
    if (used == 8) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    } else {
      v128.store(to, zero);
      v128.store(to, zero, 16);
      memory.copy(to, from, <usize>used << 2);
    }
    targets += 4;
    to += 32;
  }
}

/**
 * Packs 4 channels of each target. Lanes past a group's own hold its neighbour's values; unpackNarrow drops their
 * sums.
 */
function packTargets4(targets: usize, count: i32, offset: usize, to: usize): void {
  for (let p = 0; p < count; p++) {
    v128.store(to, v128.load(load<usize>(targets) + offset));
    targets += 4;
    to += 16;
  }
}

/** Packs 4 channels of each source. Values past a group's own channels end in rows that unpackWide drops. */
function packSources(pointers: usize, pointerBytes: usize, count: i32, offset: usize, to: usize): void {
  for (let p = 0; p < count; p++) {
    v128.store(to, v128.load(load<usize>(pointers) + offset));
    pointers += pointerBytes;
    to += 16;
  }
}

/** Computes the products of 6 source channels and the packed targets from `targetPack` to `end`. */
@inline
function sixChannels(
  pointers: usize, pointerBytes: usize, count: i32, offset: usize, sourcePack: usize, targetPack: usize, end: usize,
  sums: usize, rowBytes: usize, add: i32,
): void {
  let to = sourcePack;
  for (let p = 0; p < count; p++) {
    const from = load<usize>(pointers) + offset;
    v128.store(to, v128.load(from));
    store<u64>(to + 16, load<u64>(from + 16));
    pointers += pointerBytes;
    to += 24;
  }
  const panelBytes = <usize>count << 5;
  for (let at = targetPack; at != end; at += panelBytes) {
    outer6x8(count, sourcePack, at, sums, rowBytes, add);
    sums += 32;
  }
}

/**
 * Sets sums [6][8], whose rows are `rowBytes` apart, to the outer products of `count` rows of 6 and of 8, or adds them
 * where `add` is not 0. The sums and their factors take 15 registers.
 */
export function outer6x8(count: i32, x: usize, dy: usize, sums: usize, rowBytes: usize, add: i32): void {
  const zero = f32x4.splat(0);
  const sums1 = sums + rowBytes, sums2 = sums1 + rowBytes, sums3 = sums2 + rowBytes, sums4 = sums3 + rowBytes, sums5 = sums4 + rowBytes;
  let a00 = zero, a01 = zero, a10 = zero, a11 = zero, a20 = zero, a21 = zero;
  let a30 = zero, a31 = zero, a40 = zero, a41 = zero, a50 = zero, a51 = zero;
  if (add) {
    a00 = v128.load(sums); a01 = v128.load(sums, 16); a10 = v128.load(sums1); a11 = v128.load(sums1, 16);
    a20 = v128.load(sums2); a21 = v128.load(sums2, 16); a30 = v128.load(sums3); a31 = v128.load(sums3, 16);
    a40 = v128.load(sums4); a41 = v128.load(sums4, 16); a50 = v128.load(sums5); a51 = v128.load(sums5, 16);
  }
  for (const end = dy + (<usize>count << 5); dy != end; dy += 32) {
    const b0 = v128.load(dy), b1 = v128.load(dy, 16);
    let s = v128.load_splat<f32>(x);
    a00 = madd(a00, s, b0); a01 = madd(a01, s, b1);
    s = v128.load_splat<f32>(x, 4);
    a10 = madd(a10, s, b0); a11 = madd(a11, s, b1);
    s = v128.load_splat<f32>(x, 8);
    a20 = madd(a20, s, b0); a21 = madd(a21, s, b1);
    s = v128.load_splat<f32>(x, 12);
    a30 = madd(a30, s, b0); a31 = madd(a31, s, b1);
    s = v128.load_splat<f32>(x, 16);
    a40 = madd(a40, s, b0); a41 = madd(a41, s, b1);
    s = v128.load_splat<f32>(x, 20);
    a50 = madd(a50, s, b0); a51 = madd(a51, s, b1);
    x += 24;
  }
  v128.store(sums, a00); v128.store(sums, a01, 16); v128.store(sums1, a10); v128.store(sums1, a11, 16);
  v128.store(sums2, a20); v128.store(sums2, a21, 16); v128.store(sums3, a30); v128.store(sums3, a31, 16);
  v128.store(sums4, a40); v128.store(sums4, a41, 16); v128.store(sums5, a50); v128.store(sums5, a51, 16);
}

/**
 * Sets sums [4][8], whose rows are `rowBytes` apart, to the outer products of `count` rows of 4 and of 8, or adds them
 * where `add` is not 0.
 */
export function outer4x8(count: i32, x: usize, dy: usize, sums: usize, rowBytes: usize, add: i32): void {
  outerProducts(false, count, x, 16, 0, dy, sums, rowBytes, add);
}

/** Does the work of outer4x8 on rows of 4 at the given pointers. */
export function outer4x8At(
  count: i32, pointers: usize, pointerBytes: usize, offset: usize, dy: usize, sums: usize, rowBytes: usize, add: i32,
): void {
  outerProducts(true, count, pointers, pointerBytes, offset, dy, sums, rowBytes, add);
}

/** Does the work of outer4x8 on rows of 4 that lie at `place` and each `step` bytes behind it, or to which pointers there lead. */
@inline
function outerProducts(
  arePointers: bool, count: i32, place: usize, step: usize, offset: usize, dy: usize, sums: usize, rowBytes: usize, add: i32,
): void {
  const zero = f32x4.splat(0);
  const sums1 = sums + rowBytes, sums2 = sums1 + rowBytes, sums3 = sums2 + rowBytes;
  let a00 = zero, a01 = zero, a10 = zero, a11 = zero, a20 = zero, a21 = zero, a30 = zero, a31 = zero;
  if (add) {
    a00 = v128.load(sums); a01 = v128.load(sums, 16); a10 = v128.load(sums1); a11 = v128.load(sums1, 16);
    a20 = v128.load(sums2); a21 = v128.load(sums2, 16); a30 = v128.load(sums3); a31 = v128.load(sums3, 16);
  }
  for (const end = dy + (<usize>count << 5); dy != end; dy += 32) {
    const x = arePointers ? load<usize>(place) + offset : place;
    const b0 = v128.load(dy), b1 = v128.load(dy, 16);
    let s = v128.load_splat<f32>(x);
    a00 = madd(a00, s, b0); a01 = madd(a01, s, b1);
    s = v128.load_splat<f32>(x, 4);
    a10 = madd(a10, s, b0); a11 = madd(a11, s, b1);
    s = v128.load_splat<f32>(x, 8);
    a20 = madd(a20, s, b0); a21 = madd(a21, s, b1);
    s = v128.load_splat<f32>(x, 12);
    a30 = madd(a30, s, b0); a31 = madd(a31, s, b1);
    place += step;
  }
  v128.store(sums, a00); v128.store(sums, a01, 16); v128.store(sums1, a10); v128.store(sums1, a11, 16);
  v128.store(sums2, a20); v128.store(sums2, a21, 16); v128.store(sums3, a30); v128.store(sums3, a31, 16);
}

/** Adds to sums [3 taps][4][4] the outer products of 4 source channels at 3 taps and 4 target channels. */
export function outer12x4(count: i32, pointers: usize, pointerBytes: usize, offset: usize, dy: usize, sums: usize): void {
  let a0 = v128.load(sums), a1 = v128.load(sums, 16), a2 = v128.load(sums, 32), a3 = v128.load(sums, 48);
  let b0 = v128.load(sums, 64), b1 = v128.load(sums, 80), b2 = v128.load(sums, 96), b3 = v128.load(sums, 112);
  let c0 = v128.load(sums, 128), c1 = v128.load(sums, 144), c2 = v128.load(sums, 160), c3 = v128.load(sums, 176);
  for (const end = dy + (<usize>count << 4); dy != end; dy += 16) {
    const d = v128.load(dy);
    let x = load<usize>(pointers) + offset;
    a0 = madd(a0, v128.load_splat<f32>(x), d); a1 = madd(a1, v128.load_splat<f32>(x, 4), d);
    a2 = madd(a2, v128.load_splat<f32>(x, 8), d); a3 = madd(a3, v128.load_splat<f32>(x, 12), d);
    x = load<usize>(pointers, 4) + offset;
    b0 = madd(b0, v128.load_splat<f32>(x), d); b1 = madd(b1, v128.load_splat<f32>(x, 4), d);
    b2 = madd(b2, v128.load_splat<f32>(x, 8), d); b3 = madd(b3, v128.load_splat<f32>(x, 12), d);
    x = load<usize>(pointers, 8) + offset;
    c0 = madd(c0, v128.load_splat<f32>(x), d); c1 = madd(c1, v128.load_splat<f32>(x, 4), d);
    c2 = madd(c2, v128.load_splat<f32>(x, 8), d); c3 = madd(c3, v128.load_splat<f32>(x, 12), d);
    pointers += pointerBytes;
  }
  v128.store(sums, a0); v128.store(sums, a1, 16); v128.store(sums, a2, 32); v128.store(sums, a3, 48);
  v128.store(sums, b0, 64); v128.store(sums, b1, 80); v128.store(sums, b2, 96); v128.store(sums, b3, 112);
  v128.store(sums, c0, 128); v128.store(sums, c1, 144); v128.store(sums, c2, 160); v128.store(sums, c3, 176);
}

/** Does the work of outer12x4 for one tap. */
export function outer4x4(count: i32, pointers: usize, pointerBytes: usize, offset: usize, dy: usize, sums: usize): void {
  let a0 = v128.load(sums), a1 = v128.load(sums, 16), a2 = v128.load(sums, 32), a3 = v128.load(sums, 48);
  for (const end = dy + (<usize>count << 4); dy != end; dy += 16) {
    const d = v128.load(dy);
    const x = load<usize>(pointers) + offset;
    a0 = madd(a0, v128.load_splat<f32>(x), d); a1 = madd(a1, v128.load_splat<f32>(x, 4), d);
    a2 = madd(a2, v128.load_splat<f32>(x, 8), d); a3 = madd(a3, v128.load_splat<f32>(x, 12), d);
    pointers += pointerBytes;
  }
  v128.store(sums, a0); v128.store(sums, a1, 16); v128.store(sums, a2, 32); v128.store(sums, a3, 48);
}
