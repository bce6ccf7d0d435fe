/** The shape that all branches of an op have. */
import { ShapeError } from '../contract/shapeError.js';
import type { Shaped } from '../contract/types.js';

/** Batch, height, width, channels. */
export type ImageShape = [n: number, h: number, w: number, c: number];

/**
 * Returns the one shape of all branches.
 *
 * @throws ShapeError for no branch, and for branches of different shapes or ranks.
 */
export function branchShape(op: string, branches: readonly Shaped[]): ImageShape {
  const shapes = branches.map(({ shape }) => `[${shape}]`);
  const first = branches[0];
  if (first === undefined) throw new ShapeError(`${op}: branches wants at least one branch, got none`);
  if (first.shape.length !== 4 || new Set(shapes).size > 1) {
    throw new ShapeError(`${op}: branches wants one shape [N, H, W, C], got ${shapes.join(' ')}`);
  }
  return first.shape as ImageShape;
}
