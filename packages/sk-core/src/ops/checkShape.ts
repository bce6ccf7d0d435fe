/** Checks of shapes, with messages that name the op and the input. */
import { ShapeError } from '../contract/shapeError.js';

/** Throws ShapeError unless an input of an op has the shape that the others ask for. */
export function checkShape(
  op: string,
  name: string,
  got: readonly number[],
  wanted: readonly number[],
): void {
  if (`${got}` !== `${wanted}`) throw new ShapeError(`${op}: ${name} is [${got}], wants [${wanted}]`);
}

/** Throws ShapeError unless a shape has this many axes; `axes` names them. */
export function checkRank(op: string, name: string, got: readonly number[], axes: readonly string[]): void {
  if (got.length !== axes.length) {
    throw new ShapeError(`${op}: ${name} is [${got}], wants [${axes.join(', ')}]`);
  }
}
