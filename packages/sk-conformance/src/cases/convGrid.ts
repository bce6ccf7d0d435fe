/** Every combination of stride, dilation, groups, kernel, padding and batch of the grouped convolution, at two sizes. */
import type { Padding } from '../reference/index.js';
import type { CaseOf } from './opCase.js';

interface GridSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly evenKernel: number;
}

/**
 * Sizes that are odd and not square. Channels per group are 8, 4, 2, 1 at the first and 12, 6, 3, 1 at the second;
 * filters per group 16, 8, 4, 2 and 12, 6, 3, 1: whole SIMD vectors, parts of them, depthwise with and without a
 * multiplier.
 */
const sizes: readonly GridSize[] = [
  { height: 7, width: 5, channels: 8, filters: 16, evenKernel: 2 },
  { height: 6, width: 9, channels: 12, filters: 12, evenKernel: 4 },
];

const strides: readonly number[] = [1, 2, 3];
const dilations: readonly number[] = [1, 2, 3];
const groupCounts: readonly (number | 'C')[] = [1, 2, 4, 'C'];
const kernels: readonly (number | 'even')[] = [1, 3, 5, 'even'];
const paddings: Readonly<Record<string, Padding>> = {
  same: 'same',
  valid: 'valid',
  'padded by 2': 2,
  'padded by 0,2,3,1': [0, 2, 3, 1],
};
const batches: readonly number[] = [0, 1, 3];

/** Number of cases, written down so that none gets lost: 3 x 3 x 4 x 4 x 4 x 3 combinations, at two sizes. */
export const convGridCount = 3456;

export const convGrid: readonly CaseOf<'groupedConv2d'>[] = sizes.flatMap((size) =>
  strides.flatMap((stride) =>
    dilations.flatMap((dilation) =>
      groupCounts.flatMap((groups) =>
        kernels.flatMap((kernel) =>
          Object.entries(paddings).flatMap(([padding, pad]) =>
            batches.map((batch) =>
              gridCase(size, {
                batch,
                stride,
                dilation,
                groups: groups === 'C' ? size.channels : groups,
                kernel: kernel === 'even' ? size.evenKernel : kernel,
                padding,
                pad,
              }),
            ),
          ),
        ),
      ),
    ),
  ),
);

function sides(pad: Padding, reach: number): { top: number; bottom: number; left: number; right: number } {
  if (pad === 'valid') return sides(0, reach);
  // 'same' fits at any size.
  if (pad === 'same') return sides(reach, reach);
  const [top, bottom, left, right] = typeof pad === 'number' ? [pad, pad, pad, pad] : pad;
  return { top, bottom, left, right };
}

interface GridPoint {
  readonly batch: number;
  readonly stride: number;
  readonly dilation: number;
  readonly groups: number;
  readonly kernel: number;
  readonly padding: string;
  readonly pad: Padding;
}

function gridCase(size: GridSize, point: GridPoint): CaseOf<'groupedConv2d'> {
  const { batch, stride, dilation, groups, kernel, padding, pad } = point;
  // Where the dilated kernel would not fit, the image grows until it does: once down, twice across.
  const reach = (kernel - 1) * dilation + 1;
  const { top, bottom, left, right } = sides(pad, reach);
  const height = Math.max(size.height, reach - top - bottom);
  const width = Math.max(size.width, reach + stride - left - right);
  const x = [batch, height, width, size.channels];
  return {
    name:
      `groupedConv2d: ${kernel}x${kernel} stride ${stride} dilated by ${dilation}, ${groups} ${groups === 1 ? 'group' : 'groups'}, ` +
      `${padding}, [${x}] to ${size.filters}`,
    op: 'groupedConv2d',
    inputs: [{ shape: x }, { shape: [kernel, kernel, size.channels / groups, size.filters] }],
    attrs: { groups, strides: [stride, stride], dilations: [dilation, dilation], padding: pad },
  };
}
