/** What shaders on a grid of columns begin with, and their loop over the rows of a thread. */
import { type GridUniform, type Tiling, threads } from '../wgsl/columnGrid.js';
import { builtins, lineIndex } from '../wgsl/grid.js';
import type { Element, Shader } from '../wgsl/shader.js';

/** A shader on a grid of columns, with what else its record says and its calls give. */
export type ColumnShader<R extends object, U extends string = never> = Shader<R & Tiling, GridUniform | U>;

export const elementOf = ({ vector }: Tiling): Element => (vector ? 'vec4f' : 'f32');

/** The same element for each name. */
export const all = (names: readonly string[], element: Element): Record<string, Element> =>
  Object.fromEntries(names.map((name) => [name, element]));

/** Module scope: `T` is a column's value. */
export const columnTypes = (tiling: Tiling): string => `alias T = ${elementOf(tiling)};`;

/** Begins `main`: image, slice, column, lane, and the rows [begin, end) of the slice; none for a column too many. */
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

/** Over `half`, from half the threads down to a row of them: both halves of what is left become one. */
export const halvings = (body: string): string =>
  `for (var half = ${threads / 2}u; half >= 1u << u.widthBits; half /= 2u) {${body}\n  }`;

/** Rows that a thread has in hand at once: as many loads are under way. */
const hand = 4;

/**
 * All rows of a thread, several at a time and the rest one by one.
 *
 * @param body Statements for these rows, given as expressions
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

/** Where a row's value stands in a tensor [images, rows, columns]. */
export const indexOf = (row: string): string => `(image * u.rows + ${row}) * u.columns + column`;
