/** Target pixels as sums over taps of source pixels, by the loop that suits the width of the groups. */
import type { Workspace } from '../workspace.js';
import { type PlanSpec, panelLanes, planTime, type Tap, writePlan, writePlans } from './convPlan.js';
import { type TapGrid, tapGrid } from './tapGrid.js';

/** Where the element (tap, source channel k, target channel o, group) of a filter stands, in bytes. */
interface FilterLayout {
  readonly pointer: number;
  readonly tapBytes: number;
  readonly depthBytes: number;
  readonly laneBytes: number;
  readonly groupBytes: number;
}

export interface Pass extends Omit<PlanSpec, 'tile' | 'filter'> {
  readonly layout: FilterLayout;
  /** Address of a float for each target channel, or 0. */
  readonly bias?: number;
}

export function pass(space: Workspace, spec: Pass): void {
  const grid = rowGrid(spec);
  if (isDepthwise(spec.depth, spec.width)) depthwisePass(space, spec);
  else if (grid !== undefined) rowPass(space, spec, grid);
  else panelPass(space, spec);
}

export const isDepthwise = (depth: number, width: number): boolean => depth === 1 && width === 1;

/** The taps as assembly/rows.ts wants them, where it can do the work. */
function rowGrid({ taps, steps, width }: Pass): TapGrid | undefined {
  if (width > 4 || steps[0] * steps[1] !== 1) return undefined;
  const grid = tapGrid(taps);
  return grid !== undefined && grid.cols >= 3 ? grid : undefined;
}

function panelPass(space: Workspace, { layout, bias = 0, ...spec }: Pass): void {
  const filter = packPanels(space, spec, layout, bias);
  const tile = 32;
  const pixels = spec.source.n * spec.target.rows * spec.target.cols;
  const parts = space.ranges(pixels, tile, planTime(spec));
  const plans = writePlans(space, { ...spec, filter, tile }, parts);
  space.run(
    'convolve',
    plans.map((plan) => [plan]),
  );
}

/** Address of the filter as assembly/pack.ts lays it out. */
function packPanels(
  space: Workspace,
  { groups, depth, width, taps }: Omit<PlanSpec, 'tile'>,
  layout: FilterLayout,
  bias: number,
): number {
  const rows = taps.length * depth + 1;
  const groupFloats = panelLanes(width) * rows;
  const filter = space.scratch(groups * groupFloats * 4);
  const offsets = tapOffsets(space, taps, layout);
  // Where there is one group, its panels are shared out.
  const dense = groups === 1;
  const parts = space.ranges(dense ? width : groups, dense ? 8 : 1, groups * groupFloats);
  space.run(
    'packFilter',
    parts.map(({ begin, end }) => {
      const [channel, count] = dense ? [begin, end - begin] : [begin * width, width];
      return [
        layout.pointer + (dense ? begin * layout.laneBytes : begin * layout.groupBytes),
        bias === 0 ? 0 : bias + channel * 4,
        filter + begin * (dense ? rows : groupFloats) * 4,
        offsets,
        taps.length,
        dense ? 1 : end - begin,
        depth,
        count,
        layout.groupBytes,
        layout.depthBytes,
        layout.laneBytes,
      ];
    }),
  );
  return filter;
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
  // Whole blocks of 4 pixels of a phase, and what the window reaches beyond them.
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

/** Of the taps' elements in the filter, in bytes. */
function tapOffsets(space: Workspace, taps: readonly Tap[], { tapBytes }: FilterLayout): number {
  const offsets = space.scratch(taps.length * 4);
  space.words(offsets, taps.length).set(taps.map(({ index }) => index * tapBytes));
  return offsets;
}

/** The filter as rows of C floats: the bias, then one for each tap. */
function depthwisePass(space: Workspace, { layout, bias = 0, addend = 0, ...spec }: Pass): void {
  const { groups, taps, source, target } = spec;
  const relu = spec.relu ?? false;
  const rowBytes = groups * 4;
  const filter = space.scratch(rowBytes * (taps.length + 1));
  const heap = space.heap();
  if (bias === 0) space.clear(filter, rowBytes);
  else heap.copyWithin(filter, bias, bias + rowBytes);
  taps.forEach(({ index }, t) => {
    const from = layout.pointer + index * layout.tapBytes;
    heap.copyWithin(filter + (t + 1) * rowBytes, from, from + rowBytes);
  });
  const plan = writePlan(space, { ...spec, filter, relu: relu && addend === 0, tile: 16 });
  space.kernels.convolveDepthwise(plan);
  // Rare, so it takes a pass of its own; only whole images have an addend.
  const size = source.n * target.rows * target.cols * groups;
  if (addend !== 0) space.kernels.addResidual(target.pointer, addend, size, relu ? 1 : 0);
}

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;
