/**
 * Grids of workgroups for tensors [images, rows, channels]: the threads of a workgroup keep to a column. Neighbouring
 * threads take neighbouring columns of one row, four channels each where the channels allow it. Grids depend on
 * shapes alone, so sums are the same on every device.
 */
import { ceilDiv, line } from './grid.js';

/** Threads of a workgroup. Every device has as many. */
export const threads = 256;

/** Workgroups that keep a large GPU busy. */
const enough = 1024;

/** Rows of a thread. With fewer, sums write too many partial results; with more, processors are idle. */
const rowsOfThread = 8;

export interface Columns {
  readonly images: number;
  /** Rows of one image. */
  readonly rows: number;
  readonly channels: number;
}

/**
 * The part of a grid that a shader must know when it is compiled. All other numbers are uniforms, so that few
 * pipelines serve all shapes.
 */
export interface Tiling {
  /** Whether a column is four channels, not one. */
  readonly vector: boolean;
}

export const gridUniforms = [
  'images',
  'rows',
  'columns',
  'blocks',
  'slices',
  'rowsOfSlice',
  // Bits of the number of threads side by side in a workgroup, a power of two. The others stand on further rows.
  'widthBits',
] as const;
export type GridUniform = (typeof gridUniforms)[number];

export interface ColumnGrid {
  readonly tiling: Tiling;
  /** Parts into which the rows of an image are cut. */
  readonly slices: number;
  readonly uniforms: Readonly<Record<GridUniform, number>>;
  readonly workgroups: [number, number, number];
}

/** Returns the grid for one result for each row. */
export function mapGrid(columns: Columns): ColumnGrid {
  const bits = wide(columns);
  const lanes = threads >> bits;
  return cut(columns, bits, (others) => {
    const most = ceilDiv(columns.rows, lanes);
    return Math.min(most, Math.max(ceilDiv(enough, others), ceilDiv(most, rowsOfThread)));
  });
}

/**
 * Returns the grid for one result for each column, or for each slice of it, which {@link mergeGrid} brings together.
 */
export function reductionGrid(columns: Columns): ColumnGrid {
  const bits = wide(columns);
  const fewest = rowsOfThread * (threads >> bits);
  return cut(columns, bits, (others) => Math.min(ceilDiv(enough, others), Math.floor(columns.rows / fewest)));
}

/** Rows from which on many slices are worth a dispatch that merges them. */
const manyRows = 8192;

/** Slices of fewer rows, at most: whoever reads the results then merges them itself. */
const fewSlices = 64;

/** Returns the grid for slices of columns whose results are merged on the way where there are {@link fewSlices}. */
export function momentsGrid(columns: Columns): ColumnGrid & { readonly isMergedLater: boolean } {
  const fewest = rowsOfThread * (threads >> wide(columns));
  const most = columns.rows < manyRows ? fewSlices : columns.rows;
  const grid = cut(columns, wide(columns), (others) =>
    Math.min(ceilDiv(enough, others), Math.floor(columns.rows / fewest), most),
  );
  return { ...grid, isMergedLater: grid.slices <= fewSlices };
}

/**
 * Returns the grid for one result for each column at once, from the few hundred rows that {@link reductionGrid}
 * leaves.
 */
export function mergeGrid(columns: Columns): ColumnGrid {
  const lanes = Math.min(64, Math.max(8, powerOfTwo(columns.rows)));
  return cut(columns, Math.log2(threads / lanes), () => 1);
}

function cut(columns: Columns, widthBits: number, wantedSlices: (others: number) => number): ColumnGrid {
  const { images, rows } = columns;
  const blocks = ceilDiv(columnCount(columns), 1 << widthBits);
  const rowsOfSlice = ceilDiv(rows, Math.max(1, wantedSlices(images * blocks)));
  const slices = ceilDiv(rows, rowsOfSlice);
  return {
    tiling: { vector: isVector(columns) },
    slices,
    uniforms: { images, rows, columns: columnCount(columns), blocks, slices, rowsOfSlice, widthBits },
    workgroups: line(images * slices * blocks),
  };
}

/**
 * Returns the bits of a width at which a row of threads reads whole lines of memory, without idle threads where
 * possible.
 */
function wide(columns: Columns): number {
  const count = columnCount(columns);
  const widest = isVector(columns) ? 32 : 64;
  const even = [widest, widest / 2, widest / 4].find((width) => count % width === 0);
  return Math.log2(even ?? Math.min(widest, powerOfTwo(count)));
}

const isVector = ({ channels }: Columns): boolean => channels % 4 === 0;
const columnCount = (columns: Columns): number => columns.channels / (isVector(columns) ? 4 : 1);

/** Returns the least power of two that is no smaller. */
function powerOfTwo(count: number): number {
  let power = 1;
  while (power < count) power *= 2;
  return power;
}
