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
  if (first === undefined) throw new ShapeError(`${op}: got no branch, wants at least one`);
  if (first.shape.length !== 4 || new Set(shapes).size > 1) {
    throw new ShapeError(`${op}: branches are ${shapes.join(' ')}, want one shape [N, H, W, C]`);
  }
  return first.shape as ImageShape;
}
