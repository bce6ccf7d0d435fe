/** A pass: target pixels as sums over taps of source pixels, by the loop that suits the width of the groups. */
import type { Workspace } from '../../heap/workspace.js';
import { type PlanSpec, panelLanes, planTime, type Tap, writePlans } from './convPlan.js';
import { type TapGrid, tapGrid } from './tapGrid.js';

/** Place of the element (tap, source channel k, target channel o, group) of a filter, in bytes. */
interface FilterLayout {
  readonly pointer: number;
  readonly tapBytes: number;
  readonly depthBytes: number;
  readonly laneBytes: number;
  readonly groupBytes: number;
}

export interface Pass extends Omit<PlanSpec, 'tile' | 'filter'> {
  readonly layout: FilterLayout;
  /** Address of one float for each target channel, or 0. */
  readonly bias?: number;
}

/** Carries out a pass. */
export function pass(space: Workspace, spec: Pass): void {
  const grid = rowGrid(spec);
  if (isDepthwise(spec.depth, spec.width)) depthwisePass(space, spec);
  else if (grid !== undefined) rowPass(space, spec, grid);
  else panelPass(space, spec);
}

export const isDepthwise = (depth: number, width: number): boolean => depth === 1 && width === 1;

/** Returns the taps as assembly/convolution/rows.ts wants them, or undefined where its loop cannot do the work. */
function rowGrid({ taps, steps, width }: Pass): TapGrid | undefined {
  if (width > 4 || steps[0] * steps[1] !== 1) return undefined;
  const grid = tapGrid(taps);
  return grid !== undefined && grid.cols >= 3 ? grid : undefined;
}

function panelPass(space: Workspace, { layout, bias = 0, ...spec }: Pass): void {
  const { source, target, taps, width } = spec;
  const wide = space.hasWideTiles;
  const tile = wide ? 36 : 32;
  const channels = channelsAtOnce(spec);
  const packed = space.scratch(spec.groups * panelLanes(Math.min(channels, width)) * rowsOf(spec) * 4);
  const offsets = tapOffsets(space, taps, layout);
  for (let first = 0; first < width; first += channels) {
    const some = { ...spec, width: Math.min(channels, width - first) };
    const skip = first * 4;
    packPanels(space, some, packed, offsets, {
      ...layout,
      pointer: layout.pointer + first * layout.laneBytes,
      bias: bias === 0 ? 0 : bias + skip,
    });
    const parts = space.ranges(source.n * target.rows * target.cols, tile, planTime(some));
    const plans = writePlans(
      space,
      {
        ...some,
        target: { ...target, pointer: target.pointer + skip },
        ...(spec.addend !== undefined && spec.addend !== 0 && { addend: spec.addend + skip }),
        filter: packed,
        tile,
        wide,
      },
      parts,
    );
    space.run(
      'convolve',
      plans.map((plan) => [plan]),
    );
  }
}

/** Bytes that should stay in the second-level cache. */
const cacheBytes = 384 * 1024;

/**
 * Returns how many target channels to work on at once. Where few pixels meet a large filter, it is packed and used
 * piece by piece, so that no piece leaves the cache in between.
 */
function channelsAtOnce({ source, groups, width, ...spec }: Omit<Pass, 'layout'>): number {
  const laneBytes = rowsOf(spec) * 4;
  const sourceBytes = source.n * source.h * source.w * source.c * 4;
  if (groups > 1 || sourceBytes > cacheBytes || width * laneBytes <= cacheBytes) return width;
  return Math.max(8, Math.floor(cacheBytes / laneBytes / 8) * 8);
}

/** Returns the rows of lanes in a panel: the bias, and the filter. */
const rowsOf = ({ taps, depth }: Pick<Pass, 'taps' | 'depth'>): number => taps.length * depth + 1;

/** Writes the filter to `packed` in the layout of assembly/convolution/pack.ts. */
function packPanels(
  space: Workspace,
  spec: Omit<PlanSpec, 'tile'>,
  packed: number,
  offsets: number,
  layout: FilterLayout & { readonly bias: number },
): void {
  const { groups, depth, width, taps } = spec;
  const { pointer, bias, groupBytes, depthBytes, laneBytes } = layout;
  const rows = rowsOf(spec);
  const groupFloats = panelLanes(width) * rows;
  // The panels of a single group are shared out.
  const dense = groups === 1;
  const parts = space.ranges(dense ? width : groups, dense ? 8 : 1, groups * groupFloats);
  space.run(
    'packFilter',
    parts.map(({ begin, end }) => {
      const [channel, count] = dense ? [begin, end - begin] : [begin * width, width];
      return [
        pointer + begin * (dense ? laneBytes : groupBytes),
        bias === 0 ? 0 : bias + channel * 4,
        packed + begin * (dense ? rows : groupFloats) * 4,
        offsets,
        taps.length,
        dense ? 1 : end - begin,
        depth,
        count,
        groupBytes,
        depthBytes,
        laneBytes,
      ];
    }),
  );
}

function rowPass(space: Workspace, { layout, bias = 0, ...spec }: Pass, grid: TapGrid): void {
  const { groups, depth, width, source, target } = spec;
  const { taps, rows, cols, dilations } = grid;
  const filter = space.scratch(groups * 4 * (taps.length * depth + 1) * 4);
  space.kernels.packRowFilter(
    layout.pointer,
    bias,
    filter,
    tapOffsets(space, taps, layout),
    taps.length,
    cols,
    groups,
    depth,
    width,
    layout.groupBytes,
    layout.depthBytes,
    layout.laneBytes,
  );
  // Whole blocks of 4 pixels of a phase, and the reach of the window beyond them.
  const planeWidth = roundUp(Math.ceil(target.cols / dilations[1]), 4) + roundUp(cols - 1, 4);
  // A cache line holds 16 floats.
  const groupBlock = Math.max(1, Math.floor(16 / depth));
  const ring = (rows - 1) * dilations[0] + 1;
  const planeBytes = ring * groupBlock * depth * dilations[1] * planeWidth * 4;
  const parts = space.ranges(source.n * Math.ceil(groups / groupBlock), 1, planTime(spec));
  const plans = writePlans(space, { ...spec, taps, filter, tile: 4 }, parts);
  space.run(
    'convolveRows',
    plans.map((plan) => [
      plan,
      cols,
      groupBlock,
      planeWidth,
      space.scratch(planeBytes),
      space.scratch(rows * depth * 4),
    ]),
  );
}

/** Returns the address of the taps' offsets in the filter, in bytes. */
function tapOffsets(space: Workspace, taps: readonly Tap[], { tapBytes }: FilterLayout): number {
  const offsets = space.scratch(taps.length * 4);
  space.words(offsets, taps.length).set(taps.map(({ index }) => index * tapBytes));
  return offsets;
}

/** Carries out a depthwise pass. The filter is copied to rows of C floats: the bias, then one row for each tap. */
function depthwisePass(space: Workspace, { layout, bias = 0, ...spec }: Pass): void {
  const { groups, taps, source, target } = spec;
  const rowBytes = groups * 4;
  const filter = space.scratch(rowBytes * (taps.length + 1));
  const heap = space.heap();
  if (bias === 0) space.clear(filter, rowBytes);
  else heap.copyWithin(filter, bias, bias + rowBytes);
  taps.forEach(({ index }, t) => {
    const from = layout.pointer + index * layout.tapBytes;
    heap.copyWithin(filter + (t + 1) * rowBytes, from, from + rowBytes);
  });
  const tile = 16;
  const parts = space.ranges(source.n * target.rows * target.cols, tile, planTime(spec));
  const plans = writePlans(space, { ...spec, filter, tile }, parts);
  space.run(
    'convolveDepthwise',
    plans.map((plan) => [plan]),
  );
}

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;
