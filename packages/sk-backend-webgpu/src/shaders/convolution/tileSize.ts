/** The size of a tile of a product of matrices, and the way in which its values come. */

/** Rows of a tile, if it is not tall, and its threads. */
export const tileRows = 64;
export const tileThreads = 64;
/** Inner steps that are in workgroup memory at a time. */
export const tileDepth = 16;

/** Columns that one thread computes: 8, or 4 where the matrix is narrow. */
export type ThreadColumns = 4 | 8;

/** Returns the columns of a tile. */
export const tileColumns = (threadColumns: ThreadColumns): number => 8 * threadColumns;

/** The sides whose vectors come along the inner dimension; the other ones come along rows or columns. */
export interface TileSides {
  readonly leftInner: boolean;
  readonly rightInner: boolean;
}

/** The sides of a product: rows are along the left one, columns along the right one. */
export type Side = 'left' | 'right';

/** The form of a tile of float32. */
export interface TileForm {
  /** Rows, and as many threads: 8 of them share 8 rows. */
  readonly rows: number;
  /** Buffers in workgroup memory. With two of them one is written while other threads still read the other one. */
  readonly buffers: 1 | 2;
  /** Inner steps in the text of the loop that multiplies. */
  readonly unrolled: number;
}

const low: TileForm = { rows: tileRows, buffers: 1, unrolled: 8 };
const tall: TileForm = { rows: 2 * tileRows, buffers: 2, unrolled: 16 };

/** Returns the form of a tile. */
export const tileForm = (isTall: boolean): TileForm => (isTall ? tall : low);

/** Returns the bytes of workgroup memory that a tile of float32 takes. */
export const tileBytes = ({ rows, buffers }: TileForm, columns: number): number =>
  4 * buffers * tileDepth * (rows + columns);
