/**
 * Convolution of stride 1 for groups of at most 4 target channels. There a source value meets few filter values, and
 * loading it costs more than the products. So source channels are laid out as planes, in which the pixels that one row
 * of the window needs stand side by side: four target pixels share their source values.
 *
 * With a dilation, target pixels that agree modulo it see the same source pixels: each such phase has its own planes.
 * Groups are worked on together in blocks that fill a cache line; a ring holds the rows that the window sees.
 */
import { storeLanes } from '../simd/lanes';
import { madd } from '../simd/madd';
import { packBias, packRows } from './pack';
import { Plan } from './plan';
import { transpose4x4 } from '../simd/transpose';

/**
 * Computes the plan's target pixels. The plan's taps are a grid in ascending order, `windowCols` wide and evenly
 * spaced. Units of work: blocks of groups, image by image. Scratch: `planes` of (span of the window in rows) *
 * (channels of a block) * (dilation) * planeWidth floats, `pointers` of a word for each row of the window and channel
 * of a group.
 */
export function convolveRows(
  plan: Plan, windowCols: i32, groupBlock: i32, planeWidth: i32, planes: usize, pointers: usize,
): void {
  const windowRows = plan.tapCount / windowCols;
  const offsetsX = plan.taps + (<usize>plan.tapStride << 2);
  const dilationX = load<i32>(offsetsX, 4) - load<i32>(offsetsX);
  const dilationY = windowRows > 1 ? load<i32>(plan.taps + (<usize>windowCols << 2)) - load<i32>(plan.taps) : 1;
  const phaseBytes = <usize>planeWidth << 2;
  const planeBytes = <usize>dilationX * phaseBytes;
  const panelBytes = <usize>(plan.tapCount * plan.depth + 1) << 4;
  const ring = plan.maxOffsetY - plan.minOffsetY + 1;
  const phases = min(dilationX, plan.cols);
  const blocks = (plan.groups + groupBlock - 1) / groupBlock;
  for (let unit = plan.begin; unit < plan.end; unit++) {
    const n = unit / blocks;
    const g = (unit - n * blocks) * groupBlock;
    const groups = min(groupBlock, plan.groups - g);
    const channels = groups * plan.depth;
    const rowBytes = <usize>channels * planeBytes;
    const source = plan.source + <usize>n * plan.sourceImageBytes + (<usize>(g * plan.depth) << 2);
    let target = plan.target + <usize>n * plan.targetImageBytes + (<usize>(g * plan.width) << 2);
    let packed = 0;
    for (let j = 0; j < plan.rows; j++) {
      for (; packed < j + ring; packed++) {
        packPlanes(plan, source, packed + plan.minOffsetY, channels, dilationX, planeWidth, planes + <usize>(packed % ring) * rowBytes);
      }
      let pointer = pointers;
      for (let r = 0; r < windowRows; r++) {
        let plane = planes + <usize>((j + r * dilationY) % ring) * rowBytes;
        for (let k = 0; k < plan.depth; k++) {
          store<usize>(pointer, plane);
          pointer += 4;
          plane += planeBytes;
        }
      }
      for (let phase = 0; phase < phases; phase++) {
        rowPanel(
          (plan.cols - phase + dilationX - 1) / dilationX, groups, windowCols, pointers, pointer,
          <usize>phase * phaseBytes, <usize>plan.depth * planeBytes, plan.filter + <usize>g * panelBytes,
          target + <usize>phase * plan.targetColBytes, <usize>dilationX * plan.targetColBytes, plan.addend, plan.width, plan.relu,
        );
      }
      target += plan.targetRowBytes;
    }
  }
}

/** Writes source row y as [channels][phase][planeWidth], zero outside of the image. */
export function packPlanes(plan: Plan, source: usize, y: i32, channels: i32, dilation: i32, planeWidth: i32, to: usize): void {
  const phaseBytes = <usize>planeWidth << 2;
  const planeBytes = <usize>dilation * phaseBytes;
  memory.fill(to, 0, <usize>channels * planeBytes);
  if (<u32>y >= <u32>plan.sourceHeight) return;
  const row = source + <usize>(y * plan.sourceWidth) * plan.sourcePixelBytes;
  const step = <usize>dilation * plan.sourcePixelBytes;
  for (let phase = 0; phase < dilation; phase++) {
    // Column m of the plane is source pixel x0 + m * dilation.
    const x0 = phase + plan.minOffsetX;
    let m = x0 < 0 ? (-x0 + dilation - 1) / dilation : 0;
    const end = min(planeWidth, x0 < plan.sourceWidth ? (plan.sourceWidth - x0 + dilation - 1) / dilation : 0);
    let from = row + <usize>(x0 + m * dilation) * plan.sourcePixelBytes;
    let plane = to + <usize>phase * phaseBytes + (<usize>m << 2);
    for (; m < end; m += 4) {
      const pixels = end - m;
      let c = 0;
      if (pixels >= 4) {
        for (; c + 4 <= channels; c += 4) {
          transpose4x4(from + (<usize>c << 2), step, plane + <usize>c * planeBytes, planeBytes);
        }
      }
      for (; c < channels; c++) {
        for (let p = 0; p < min(pixels, 4); p++) {
          store<f32>(plane + <usize>c * planeBytes + (<usize>p << 2), load<f32>(from + <usize>p * step + (<usize>c << 2)));
        }
      }
      from += 4 * step;
      plane += 16;
    }
  }
}

/**
 * Packs a filter in the order of rowPanel. A panel is the bias of 4 lanes, then for each three columns of the window
 * the rows of lanes [window row][depth][3 columns], then for each column that is left [window row][depth]. Parameters
 * are those of packFilter in pack.ts.
 */
export function packRowFilter(
  filter: usize, bias: usize, packed: usize, taps: usize, tapCount: i32, windowCols: i32,
  groups: i32, depth: i32, width: i32, groupBytes: usize, depthBytes: usize, laneBytes: usize,
): void {
  const windowRows = tapCount / windowCols;
  const tripled = windowCols - windowCols % 3;
  for (let g = 0; g < groups; g++) {
    packBias(bias == 0 ? 0 : bias + (<usize>(g * width) << 2), packed, 4, width);
    packed += 16;
    for (let t = 0; t < tapCount; t++) {
      const row = t / windowCols, col = t % windowCols;
      const inTriple = col < tripled;
      const place = inTriple ? (col / 3 * windowRows + row) * depth * 3 + col % 3 : (col * windowRows + row) * depth;
      packRows(
        filter + <usize>g * groupBytes + load<usize>(taps + (<usize>t << 2)), packed + (<usize>place << 4),
        depth, 4, width, depthBytes, laneBytes, inTriple ? 48 : 16,
      );
    }
    packed += <usize>(tapCount * depth) << 4;
  }
}

/**
 * Computes `count` target pixels of one phase of a row, for a block of groups. Addresses of planes are at the words
 * from `pointers` to `end`.
 */
export function rowPanel(
  count: i32, groups: i32, windowCols: i32, pointers: usize, end: usize, phaseOffset: usize, groupBytes: usize,
  panels: usize, target: usize, targetStep: usize, addend: usize, used: i32, relu: i32,
): void {
  const floor = relu ? f32x4.splat(0) : f32x4.splat(-Infinity);
  for (let left = count; left > 0; left -= 4) {
    let w = panels;
    let offset = phaseOffset;
    let to = target;
    for (let g = 0; g < groups; g++) {
      let a0 = v128.load(w), a1 = a0, a2 = a0, a3 = a0;
      w += 16;
      let column = offset;
      let t = 0;
      for (; t + 3 <= windowCols; t += 3) {
        for (let q = pointers; q != end; q += 4) {
          const p = load<usize>(q) + column;
          const f0 = v128.load(w), f1 = v128.load(w, 16), f2 = v128.load(w, 32);
          const s0 = v128.load_splat<f32>(p), s1 = v128.load_splat<f32>(p, 4), s2 = v128.load_splat<f32>(p, 8);
          const s3 = v128.load_splat<f32>(p, 12), s4 = v128.load_splat<f32>(p, 16), s5 = v128.load_splat<f32>(p, 20);
          // Three products are summed before they are added to the waiting sum: the chain of additions is short.
          a0 = f32x4.add(a0, madd(madd(f32x4.mul(s0, f0), s1, f1), s2, f2));
          a1 = f32x4.add(a1, madd(madd(f32x4.mul(s1, f0), s2, f1), s3, f2));
          a2 = f32x4.add(a2, madd(madd(f32x4.mul(s2, f0), s3, f1), s4, f2));
          a3 = f32x4.add(a3, madd(madd(f32x4.mul(s3, f0), s4, f1), s5, f2));
          w += 48;
        }
        column += 12;
      }
      for (; t < windowCols; t++) {
        for (let q = pointers; q != end; q += 4) {
          const p = load<usize>(q) + column;
          const f = v128.load(w);
          a0 = madd(a0, v128.load_splat<f32>(p), f);
          a1 = madd(a1, v128.load_splat<f32>(p, 4), f);
          a2 = madd(a2, v128.load_splat<f32>(p, 8), f);
          a3 = madd(a3, v128.load_splat<f32>(p, 12), f);
          w += 16;
        }
        column += 4;
      }
      if (addend) {
        const d = to + addend;
        a0 = f32x4.add(a0, v128.load(d));
        if (left > 1) a1 = f32x4.add(a1, v128.load(d + targetStep));
        if (left > 2) a2 = f32x4.add(a2, v128.load(d + 2 * targetStep));
        if (left > 3) a3 = f32x4.add(a3, v128.load(d + 3 * targetStep));
      }
      a0 = f32x4.max(a0, floor); a1 = f32x4.max(a1, floor); a2 = f32x4.max(a2, floor); a3 = f32x4.max(a3, floor);
      if (used == 4 && left >= 4) {
        v128.store(to, a0); v128.store(to + targetStep, a1); v128.store(to + 2 * targetStep, a2); v128.store(to + 3 * targetStep, a3);
      } else {
        storeLanes(to, a0, used);
        if (left > 1) storeLanes(to + targetStep, a1, used);
        if (left > 2) storeLanes(to + 2 * targetStep, a2, used);
        if (left > 3) storeLanes(to + 3 * targetStep, a3, used);
      }
      offset += groupBytes;
      to += <usize>used << 2;
    }
    phaseOffset += 16;
    target += 4 * targetStep;
  }
}
