/** The convolution and its two gradients on raw pointers, for kernels of this package and of tfjs. */
import { type ConvGeometry, elementAt, type GroupedConv2dAttrs } from 'sk-core';
import type { Workspace } from '../../heap/workspace.js';
import { ranges } from '../../module/ranges.js';
import { isDepthwise, pass } from './convPass.js';
import { planTime, type Tap, wholeImages, writePlans } from './convPlan.js';

type Pads = Pick<GroupedConv2dAttrs, 'strides' | 'dilations' | 'pads'>;

/**
 * Computes y = x * filter (+ bias) (+ addend), all NHWC.
 *
 * @param pointers `bias` is 0 or the address of [O], `addend` 0 or the address of a tensor like y.
 */
export function convolve(
  space: Workspace,
  geometry: ConvGeometry,
  pads: Pads,
  pointers: {
    readonly x: number;
    readonly filter: number;
    readonly y: number;
    readonly bias?: number;
    readonly addend?: number;
  },
  relu = false,
): void {
  const g = flattened(geometry, pads);
  pass(space, {
    source: { pointer: pointers.x, n: g.n, h: g.h, w: g.w, c: g.c },
    target: wholeImages(pointers.y, g.oh, g.ow, g.o),
    taps: windowTaps(g, pads),
    steps: pads.strides,
    groups: g.c / g.cPerGroup,
    depth: g.cPerGroup,
    width: g.oPerGroup,
    layout: {
      pointer: pointers.filter,
      tapBytes: g.cPerGroup * g.o * 4,
      depthBytes: g.o * 4,
      laneBytes: 4,
      groupBytes: g.oPerGroup * 4,
    },
    bias: pointers.bias ?? 0,
    addend: pointers.addend ?? 0,
    relu,
  });
}

/**
 * Computes dx of {@link convolve} (+ addend). Pixels of dx that agree modulo the strides have the same taps: each such phase
 * is a convolution of stride 1 over dy.
 *
 * @param pointers `addend` is 0 or the address of a tensor like dx.
 */
export function convolveBackpropInput(
  space: Workspace,
  geometry: ConvGeometry,
  pads: Pads,
  pointers: { readonly dy: number; readonly filter: number; readonly dx: number; readonly addend?: number },
): void {
  const { addend = 0 } = pointers;
  const g = flattened(geometry, pads);
  const [sh, sw] = pads.strides;
  const whole = wholeImages(pointers.dx, g.h, g.w, g.c);
  for (let py = 0; py < Math.min(sh, g.h); py++) {
    for (let px = 0; px < Math.min(sw, g.w); px++) {
      const skip = py * whole.rowBytes + px * whole.colBytes;
      pass(space, {
        source: { pointer: pointers.dy, n: g.n, h: g.oh, w: g.ow, c: g.o },
        target: {
          pointer: pointers.dx + skip,
          rows: Math.ceil((g.h - py) / sh),
          cols: Math.ceil((g.w - px) / sw),
          rowBytes: whole.rowBytes * sh,
          colBytes: whole.colBytes * sw,
          imageBytes: whole.imageBytes,
        },
        taps: windowTaps(g, pads)
          .map(({ y, x, index }) => ({ y: (py - y) / sh, x: (px - x) / sw, index }))
          .filter(({ y, x }) => Number.isInteger(y) && Number.isInteger(x)),
        steps: [1, 1],
        groups: g.c / g.cPerGroup,
        depth: g.oPerGroup,
        width: g.cPerGroup,
        layout: {
          pointer: pointers.filter,
          tapBytes: g.cPerGroup * g.o * 4,
          depthBytes: 4,
          laneBytes: g.o * 4,
          groupBytes: g.oPerGroup * 4,
        },
        addend: addend === 0 ? 0 : addend + skip,
      });
    }
  }
}

/** Computes the gradient of {@link convolve} with respect to the filter. */
export function convolveBackpropFilter(
  space: Workspace,
  geometry: ConvGeometry,
  pads: Pads,
  pointers: { readonly x: number; readonly dy: number; readonly dfilter: number },
): void {
  const g = flattened(geometry, pads);
  const { kernels } = space;
  const groups = g.c / g.cPerGroup;
  const spec = {
    source: { pointer: pointers.x, n: g.n, h: g.h, w: g.w, c: g.c },
    target: wholeImages(pointers.dy, g.oh, g.ow, g.o),
    taps: windowTaps(g, pads),
    steps: pads.strides,
    groups,
    depth: g.cPerGroup,
    width: g.oPerGroup,
  };
  const taps = spec.taps.length;
  const quads = Math.ceil(g.cPerGroup / 4);
  const pixels = g.n * g.oh * g.ow;
  const parts = (units: number) => space.ranges(units, 1, planTime(spec));
  const shape: readonly [number, number, number, number] = [taps, groups, g.cPerGroup, g.oPerGroup];
  if (isDepthwise(g.cPerGroup, g.oPerGroup)) {
    const tile = 32;
    const size = taps * groups;
    // The same parts for any number of threads make sums the same to the bit.
    const pieces = ranges(pixels, tile, pixels * size < 1e6 ? 1 : 4);
    const sums = [pointers.dfilter, ...pieces.slice(1).map(() => space.scratch(size * 4))];
    for (const sum of sums) space.clear(sum, size * 4);
    const plans = writePlans(space, { ...spec, tile }, pieces);
    space.run(
      'depthwiseFilterGradient',
      plans.map((plan, part) => [plan, elementAt(sums, part)]),
    );
    for (const sum of sums.slice(1)) kernels.addInPlace(pointers.dfilter, sum, size);
  } else if (g.oPerGroup <= 4) {
    const tile = 32;
    const bytes = taps * groups * quads * 64;
    const sums = space.scratch(bytes);
    space.clear(sums, bytes);
    const plans = writePlans(space, { ...spec, tile }, parts(groups * quads));
    space.run(
      'filterGradientNarrow',
      plans.map((plan) => [plan, sums, space.scratch(tile * 16)]),
    );
    kernels.unpackNarrow(sums, pointers.dfilter, ...shape);
  } else {
    const width = roundUp(g.oPerGroup, 8);
    const inPlace = g.cPerGroup % 4 === 0 && g.oPerGroup === width;
    const bytes = taps * groups * quads * width * 16;
    const sums = inPlace ? pointers.dfilter : space.scratch(bytes);
    if (pixels === 0) space.clear(sums, bytes);
    // Tiles of about equal size: each reads and writes the whole filter.
    const tile = roundUp(Math.ceil(pixels / Math.ceil(pixels / 128)), 4) || 4;
    // The targets of a tile should stay in the second-level cache.
    const channels = Math.min(width, roundUp(Math.floor(65_536 / tile), 8));
    const wide = space.hasWideTiles;
    const plans = writePlans(space, { ...spec, tile, wide }, parts(groups * quads * taps));
    space.run(
      'filterGradientWide',
      plans.map((plan) => [
        plan,
        sums,
        inPlace ? 1 : 0,
        channels,
        space.scratch(tile * channels * 4),
        space.scratch(tile * 24),
      ]),
    );
    if (!inPlace) kernels.unpackWide(sums, pointers.dfilter, ...shape);
  }
}

/**
 * Computes to [m, n] = a [m, k] * b [k, n], or b [n, k] with `transposeB`.
 *
 * @param epilogue `bias` is 0 or the address of [n].
 */
export function multiply(
  space: Workspace,
  [m, k, n]: readonly [number, number, number],
  pointers: { readonly a: number; readonly b: number; readonly to: number },
  transposeB: boolean,
  epilogue: { readonly bias: number; readonly relu: boolean },
): void {
  pass(space, {
    ...epilogue,
    source: { pointer: pointers.a, n: 1, h: 1, w: m, c: k },
    target: wholeImages(pointers.to, 1, m, n),
    taps: [{ y: 0, x: 0, index: 0 }],
    steps: [1, 1],
    groups: 1,
    depth: k,
    width: n,
    layout: {
      pointer: pointers.b,
      tapBytes: 0,
      depthBytes: transposeB ? 4 : n * 4,
      laneBytes: transposeB ? k * 4 : 4,
      groupBytes: 0,
    },
  });
}

function windowTaps(g: ConvGeometry, { dilations, pads }: Pads): Tap[] {
  return Array.from({ length: g.kh * g.kw }, (_, index) => ({
    y: Math.floor(index / g.kw) * dilations[0] - pads[0],
    x: (index % g.kw) * dilations[1] - pads[2],
    index,
  }));
}

/**
 * Returns the geometry of one long row of pixels for a 1x1 convolution without stride or padding; otherwise g itself.
 */
function flattened(g: ConvGeometry, { strides, pads }: Pads): ConvGeometry {
  const pointwise = g.kh * g.kw === 1 && strides[0] * strides[1] === 1 && pads.every((p) => p === 0);
  const pixels = g.n * g.h * g.w;
  return pointwise ? { ...g, n: 1, h: 1, w: pixels, oh: 1, ow: pixels } : g;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
