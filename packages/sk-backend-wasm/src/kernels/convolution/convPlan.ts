/** Plans of convolutions (assembly/convolution/plan.ts), written into scratch space. */

import type { Workspace } from '../../heap/workspace.js';
import type { Range } from '../../module/ranges.js';

/** One element of the kernel's window: source pixel relative to the target's, in pixels. */
export interface Tap {
  readonly y: number;
  readonly x: number;
  /** Index of the filter's spatial element, row by row. */
  readonly index: number;
}

/** Images that are read. */
interface Source {
  readonly pointer: number;
  readonly n: number;
  readonly h: number;
  readonly w: number;
  readonly c: number;
}

/** The pixels that are written. For gradients of filters and pools they are read. */
export interface Target {
  readonly pointer: number;
  readonly rows: number;
  readonly cols: number;
  readonly rowBytes: number;
  readonly colBytes: number;
  readonly imageBytes: number;
}

export interface PlanSpec {
  readonly source: Source;
  readonly target: Target;
  readonly taps: readonly Tap[];
  /** Source pixels from one target pixel to the next, vertically and horizontally. */
  readonly steps: readonly [number, number];
  readonly groups: number;
  /** Source channels of a group. */
  readonly depth: number;
  /** Target channels of a group. */
  readonly width: number;
  readonly tile: number;
  /** Packed filter. */
  readonly filter?: number;
  readonly relu?: boolean;
  /** Whether panels take six pixels, and filter gradients six source channels, at a time. */
  readonly wide?: boolean;
  /** Address of pixels like the target's that are added before the ReLU, or 0. */
  readonly addend?: number;
}

const fields = 34;

/**
 * Writes one plan for each part of the work and returns their addresses. The plans last as long as the workspace, and
 * parts can run at the same time.
 */
export function writePlans(space: Workspace, spec: PlanSpec, parts: readonly Range[]): number[] {
  const { source, target, taps, steps, groups, depth, width, tile, filter = 0 } = spec;
  const { relu = false, wide = false, addend = 0 } = spec;
  const tapStride = Math.ceil(taps.length / 4) * 4;
  const pixelBytes = source.c * 4;
  const zeroBytes = pixelBytes + 16;
  const tapTable = space.scratch(tapStride * 12);
  const zeros = space.scratch(zeroBytes);
  // A part has source pointers, target pointers and the plan.
  const pointerBytes = tile * tapStride * 4;
  const partBytes = pointerBytes + tile * 4 + fields * 4;
  const scratch = space.scratch(partBytes * parts.length);
  space.clear(zeros, zeroBytes);
  const table = space.words(tapTable, tapStride * 3).fill(0);
  taps.forEach(({ y, x }, t) => {
    table[t] = y;
    table[tapStride + t] = x;
    table[2 * tapStride + t] = (y * source.w + x) * pixelBytes;
  });
  const ys = taps.length > 0 ? taps.map(({ y }) => y) : [0];
  const xs = taps.length > 0 ? taps.map(({ x }) => x) : [0];
  return parts.map(({ begin, end }, part) => {
    const pointers = scratch + part * partBytes;
    const targets = pointers + pointerBytes;
    const plan = targets + tile * 4;
    space
      .words(plan, fields)
      .set([
        source.pointer,
        target.pointer,
        filter,
        zeros,
        tapTable,
        taps.length,
        tapStride,
        pointers,
        targets,
        tile,
        source.n,
        source.h,
        source.w,
        pixelBytes,
        source.h * source.w * pixelBytes,
        target.rows,
        target.cols,
        steps[0],
        steps[1],
        target.rowBytes,
        target.colBytes,
        target.imageBytes,
        groups,
        depth,
        width,
        Math.min(...ys),
        Math.max(...ys),
        Math.min(...xs),
        Math.max(...xs),
        relu ? 1 : 0,
        wide ? 1 : 0,
        addend === 0 ? 0 : addend - target.pointer,
        begin,
        end,
      ]);
    return plan;
  });
}

/** Estimates the nanoseconds that one thread needs for a plan, at 12 MACs in each. */
export function planTime({
  source,
  target,
  taps,
  groups,
  depth,
  width,
}: Omit<PlanSpec, 'tile' | 'steps'>): number {
  return (source.n * target.rows * target.cols * taps.length * groups * depth * width) / 12;
}

/** Returns a target of every pixel of [rows, cols, channels] images. */
export function wholeImages(pointer: number, rows: number, cols: number, channels: number): Target {
  const colBytes = channels * 4;
  return { pointer, rows, cols, colBytes, rowBytes: cols * colBytes, imageBytes: rows * cols * colBytes };
}

/** Returns the lanes of the panels of one group. assembly/convolution/pack.ts has the same rule. */
export function panelLanes(width: number): number {
  const rest = width % 8;
  return width - rest + (rest === 0 ? 0 : rest > 4 ? 8 : 4);
}
