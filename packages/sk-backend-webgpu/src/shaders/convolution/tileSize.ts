/** The size of a tile of a product of matrices, and the way in which its values come. */

export const tileThreads = 64;
export const tileRows = 64;
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
