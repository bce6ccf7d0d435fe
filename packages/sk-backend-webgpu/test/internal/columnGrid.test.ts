import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ColumnGrid,
  type Columns,
  mapGrid,
  mergeGrid,
  momentsGrid,
  reductionGrid,
  threads,
} from '../../src/wgsl/columnGrid.js';

const grids = { mapGrid, reductionGrid, mergeGrid, momentsGrid };
const any = fc.record({
  images: fc.integer({ min: 1, max: 300 }),
  rows: fc.integer({ min: 1, max: 5_000_000 }),
  channels: fc.integer({ min: 1, max: 4096 }),
});
const widthOf = ({ uniforms }: ColumnGrid): number => 2 ** uniforms.widthBits;
const count = ({ workgroups }: ColumnGrid): number => workgroups.reduce((product, axis) => product * axis, 1);

/** Returns the bytes of partial results, written and read again, as a share of the bytes that are summed. */
const overhead = ({ rows }: Columns, { slices }: ColumnGrid): number =>
  slices === 1 ? 0 : (2 * slices) / rows;

describe('grids of columns', () => {
  for (const [name, grid] of Object.entries(grids)) {
    it(`${name} covers each row and column once, with whole workgroups`, () =>
      fc.assert(
        fc.property(any, (columns) => {
          const made = grid(columns);
          const { tiling, slices, uniforms, workgroups } = made;
          const width = widthOf(made);
          expect(threads % width).toBe(0);
          expect(uniforms.columns * (tiling.vector ? 4 : 1)).toBe(columns.channels);
          expect(uniforms.blocks * width).toBeGreaterThanOrEqual(uniforms.columns);
          expect((uniforms.blocks - 1) * width).toBeLessThan(uniforms.columns);
          expect(slices * uniforms.rowsOfSlice).toBeGreaterThanOrEqual(columns.rows);
          expect((slices - 1) * uniforms.rowsOfSlice).toBeLessThan(columns.rows);
          expect(count(made)).toBeGreaterThanOrEqual(columns.images * slices * uniforms.blocks);
          expect(Math.max(...workgroups)).toBeLessThanOrEqual(65535);
        }),
      ));
  }

  it('fill a large GPU at 32 x 56 x 56 x 128, with little traffic of partial results', () => {
    const images = { images: 32, rows: 56 * 56, channels: 128 };
    const batch = { images: 1, rows: 32 * 56 * 56, channels: 128 };
    for (const columns of [images, batch]) {
      expect(count(mapGrid(columns))).toBeGreaterThanOrEqual(1000);
      expect(count(reductionGrid(columns))).toBeGreaterThanOrEqual(1000);
    }
    // Sums of two branches, and of x three times with two results for each slice.
    expect(overhead(images, reductionGrid(images)) / 2).toBeLessThan(0.02);
    expect((2 * overhead(batch, reductionGrid(batch))) / 3).toBeLessThan(0.02);
  });

  it('have few slices for statistics of few rows, which need no dispatch to be merged', () => {
    for (const channels of [64, 512, 1024, 2048]) {
      for (const rows of [32 * 7 * 7, 32 * 14 * 14]) {
        const { slices, isMergedLater } = momentsGrid({ images: 1, rows, channels });
        expect(slices).toBeLessThanOrEqual(64);
        expect(isMergedLater).toBe(true);
      }
    }
    expect(momentsGrid({ images: 1, rows: 32 * 56 * 56, channels: 128 }).isMergedLater).toBe(false);
  });

  it('leave no thread idle at the channel counts of ResNets', () => {
    for (const channels of [64, 128, 256, 512, 1024, 2048]) {
      const grid = reductionGrid({ images: 1, rows: 1, channels });
      expect(grid.uniforms.blocks * widthOf(grid)).toBe(channels / 4);
    }
  });
});
