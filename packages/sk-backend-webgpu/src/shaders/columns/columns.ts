/** The common text of shaders on a grid of columns, and their loop over the rows of a thread. */
import { type GridUniform, type Tiling, threads } from '../../wgsl/columnGrid.js';
import { builtins, lineIndex } from '../../wgsl/grid.js';
import type { Element, Shader } from '../../wgsl/shader.js';

/** A shader on a grid of columns, with the other fields of its record and the other numbers of its calls. */
export type ColumnShader<R extends object, U extends string = never> = Shader<R & Tiling, GridUniform | U>;

/** Returns the element of a column. */
export const elementOf = ({ vector }: Tiling): Element => (vector ? 'vec4f' : 'f32');

/** Gives each name the same element. */
export const all = (names: readonly string[], element: Element): Record<string, Element> =>
  Object.fromEntries(names.map((name) => [name, element]));

/** Returns the types at module scope: `T` is a column's value. */
export const columnTypes = (tiling: Tiling): string => `alias T = ${elementOf(tiling)};`;

/**
 * The beginning of `main`: image, slice, column, lane, and the rows [begin, end) of the slice; none for a column too
 * many.
 */
export const columnMain: string = `@compute @workgroup_size(${threads})
fn main(${builtins}) {
  let place = ${lineIndex};
  let image = place / (u.blocks * u.slices);
  if (image >= u.images) { return; }
  let slice = place / u.blocks % u.slices;
  let width = 1u << u.widthBits;
  let column = place % u.blocks * width + (local & (width - 1u));
  let lanes = ${threads}u >> u.widthBits;
  let lane = local >> u.widthBits;
  let begin = slice * u.rowsOfSlice;
  let end = select(begin, min(begin + u.rowsOfSlice, u.rows), column < u.columns);`;

/**
 * Returns a loop over `half`, from half the threads down to a row of them. In each round both halves of the rest
 * become one.
 */
export const halvings = (body: string): string =>
  `for (var half = ${threads / 2}u; half >= 1u << u.widthBits; half /= 2u) {${body}\n  }`;

/** Rows that a thread loads at once: as many loads are under way. */
const hand = 4;

/**
 * Returns the loop over all rows of a thread, several at a time and the rest one by one.
 *
 * @param body Returns the statements for rows that are given as expressions.
 */
export function rowLoop(body: (rows: readonly string[]) => string): string {
  const rows = Array.from({ length: hand }, (_, i) => (i === 0 ? 'row' : `row + ${i}u * lanes`));
  return `
  var row = begin + lane;
  for (; row + ${hand - 1}u * lanes < end; row += ${hand}u * lanes) {${body(rows)}
  }
  for (; row < end; row += lanes) {${body(['row'])}
  }`;
}

/** Returns the index of a row's value in a tensor [images, rows, columns]. */
export const indexOf = (row: string): string => `(image * u.rows + ${row}) * u.columns + column`;
