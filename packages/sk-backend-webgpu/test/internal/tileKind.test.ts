/** The choice of tall tiles, for the shapes that were timed in bare loops, on devices with more and less memory. */
import { describe, expect, it } from 'vitest';
import { type TiledPass, tileKind } from '../../src/kernels/convolution/tileKind.js';

const limits = { maxComputeWorkgroupStorageSize: 24576 };
const forward = (rows: number, depth: number, columns: number): TiledPass => ({
  ...{ name: 'forward', rows, depth, columns, copies: 1, vectors: true },
});
const filterGradient = (rows: number, columns: number, depth: number, slices: number): TiledPass => ({
  ...{ name: 'filterGradient', rows, columns, depth, copies: slices, vectors: true },
});

/** 64 images of so many pixels a side. */
const pixels = (side: number): number => 64 * side * side;

const shapes: readonly [string, TiledPass, boolean][] = [
  ['4096 x 4096 x 4096', forward(4096, 4096, 4096), true],
  ['28x28, 512 to 256 channels', forward(pixels(28), 512, 256), true],
  ['14x14, 512 to 1024 channels', forward(pixels(14), 512, 1024), true],
  ['14x14, 1024 to 512 channels, which is 784 tall tiles', forward(pixels(14), 1024, 512), false],
  ['7x7, 2048 to 1024 channels', forward(pixels(7), 2048, 1024), false],
  ['7x7, 1024 to 2048 channels', forward(pixels(7), 1024, 2048), false],
  ['56x56, 64 to 128 channels, which is not deep', forward(pixels(56), 64, 128), false],
  ['a depth of 511', forward(pixels(28), 511, 256), false],
  ['a stem of 3 channels, 7x7', { ...forward(pixels(112), 147, 64), vectors: false }, true],
  ['2 groups of 784 tiles', { ...forward(pixels(14), 1024, 512), copies: 2 }, true],
  ['32 columns', forward(pixels(112), 512, 32), false],
  ['33 columns', forward(pixels(112), 512, 33), true],
  ['1024 tall tiles', forward(128 * 1024, 512, 64), true],
  ['1023 of them', forward(128 * 1023, 512, 64), false],
  ['weights of 512 x 256, 28 slices', filterGradient(512, 256, 1792, 28), true],
  ['weights of 512 x 256, 27 slices', filterGradient(512, 256, 1859, 27), false],
  ['weights of 1024 x 512, 14 slices', filterGradient(1024, 512, 896, 14), true],
  ['weights of 2048 x 1024, in one slice', filterGradient(2048, 1024, pixels(7), 1), false],
  ['a last tile of which a half is empty: 147 rows', filterGradient(147, 64, 1024, 512), false],
  ['the same beside 17 others: 17 x 64 rows', filterGradient(17 * 64, 64, 1024, 512), true],
  ['the same beside 15 others: 15 x 64 rows', filterGradient(15 * 64, 64, 1024, 512), false],
];

describe('tiles', () => {
  it.each(shapes)('of %s', (_, pass, tall) => {
    expect(tileKind({}, pass, limits)).toEqual(tall ? { tall } : {});
    expect(tileKind({ rounds: true }, pass, limits)).toEqual({ rounds: true, ...(tall && { tall }) });
  });

  it('of subgroup matrices are never tall', () => {
    const matrix = { m: 16, n: 16, k: 16, subgroup: 32 };
    for (const [, pass] of shapes) expect(tileKind({ matrix }, pass, limits)).toEqual({ matrix });
  });

  it('are low where two buffers of a tall one do not fit into workgroup memory', () => {
    const little = { maxComputeWorkgroupStorageSize: 24575 };
    for (const [, pass] of shapes) expect(tileKind({}, pass, little)).toEqual({});
  });
});
