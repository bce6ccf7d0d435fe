/**
 * A product of matrices by tiles of 64 rows and 64 or 32 columns: 64 threads, each with 8 rows and 8 or 4 columns in
 * registers. 16 steps of the inner dimension at a time stand in workgroup memory. For each step a thread reads four
 * vectors and makes 64 MACs; 8 neighbours read 128 consecutive bytes, so no two banks collide.
 *
 * Where subgroups multiply matrices the factors stand there as float16, and the threads of a subgroup hold the sums
 * together (`matrixTile.ts`). What is read into the tile and what is done with the sums is the same.
 */
import { builtins } from '../../wgsl/grid.js';
import {
  type MatrixUnit,
  matrixBuiltin,
  matrixEnables,
  matrixMemory,
  matrixMultiply,
  matrixPitch,
  matrixStore,
  matrixSums,
} from './matrixTile.js';
import { type ThreadColumns, type TileSides, tileColumns, tileDepth, tileRows } from './tileSize.js';

/**
 * Returns the permuted place of a column. Blocks of 4 by 4 are transposed on their way into workgroup memory; without
 * the permutation four threads in a row would write to the same banks.
 */
export const swizzled = (column: string, depthQuad: string): string => `(${column}) ^ (${depthQuad} << 1u)`;

const rowNames: readonly string[] = ['x', 'y', 'z', 'w'];

/** The values that a tile multiplies; without fields, those of float32. */
export interface TileFactors {
  /** Whether factors are rounded to float16, and products are of float32. */
  readonly rounds?: boolean;
  /** The matrices that subgroups multiply, of float16. */
  readonly matrix?: MatrixUnit;
}

/** A tile of a shader. */
export interface Tile extends TileFactors, TileSides {
  readonly threadColumns: ThreadColumns;
}

/** Returns the extensions of WGSL that a tile needs, as a field of the text of its shader. */
export const tileEnables = ({ matrix }: Tile): { readonly enables?: readonly string[] } =>
  matrix === undefined ? {} : { enables: matrixEnables };

/** Returns the parameters of the `main` of a shader with a tile. */
export const tileBuiltins = ({ matrix }: Tile): string =>
  matrix === undefined ? builtins : `${builtins}, ${matrixBuiltin}`;

/**
 * Declares the workgroup memory: left[depth][rows], right[depth][columns], in vectors along rows and columns; and the
 * function by which factors are rounded on their way there.
 */
export function tileMemory(tile: Tile): string {
  const { threadColumns, rounds = false, matrix } = tile;
  if (matrix !== undefined) return matrixMemory(matrix, tile, tileColumns(threadColumns));
  return `
var<workgroup> left: array<vec4f, ${(tileDepth * tileRows) / 4}>;
var<workgroup> right: array<vec4f, ${(tileDepth * tileColumns(threadColumns)) / 4}>;${rounds ? roundFunction : ''}`;
}

/**
 * Rounds to the nearest number of float16, of two to the even one, as processors and cards convert. `quantizeToF16` may do it
 * in other ways: SwiftShader cuts digits off, and small numbers may become 0.
 */
export const roundFunction = `
fn round16(value: vec4f) -> vec4f {
  let bits = bitcast<vec4u>(value);
  let odd = (bits >> vec4u(13u)) & vec4u(1u);
  let near = bitcast<vec4f>((bits + vec4u(0xfffu) + odd) & vec4u(0xffffe000u));
  let tiny = round(value * 0x1p24) * 0x1p-24;
  let size = abs(value);
  return select(value * 3e38, select(near, tiny, size < vec4f(0x1p-14)), size < vec4f(65520.0));
}`;

/** Returns a vector as it goes into workgroup memory. */
export function factor(vector: string, { rounds = false, matrix }: TileFactors): string {
  if (matrix !== undefined) return `vec4<f16>(${vector})`;
  return rounds ? `round16(${vector})` : vector;
}

/**
 * Returns the place in workgroup memory of vector `quad` along rows or columns at step `step`.
 *
 * @param together `step * columns / 4 + quad`, where the text has it already.
 */
export function acrossPlace(
  step: string,
  quad: string,
  columns: number,
  { matrix }: TileFactors,
  together = `${step} * ${columns / 4}u + ${quad}`,
): string {
  return matrix === undefined ? together : `(${step}) * ${matrixPitch(columns)}u + ${quad}`;
}

/**
 * Writes a block of 4 by 4 into workgroup memory, out of four vectors along the inner dimension. They become four across
 * it, in places `quad4 * 4` and on, at column `spot`; matrices of subgroups take them as they are, at columns
 * `block * 4` and on.
 */
export function innerBlock(
  side: 'left' | 'right',
  columns: number,
  vectors: readonly string[],
  factors: TileFactors,
): string {
  const lines =
    factors.matrix === undefined
      ? rowNames.map((part, i) => {
          const values = vectors.map((vector) => `${vector}.${part}`).join(', ');
          return `${side}[(quad4 * 4u + ${i}u) * ${columns / 4}u + spot] = ${factor(`vec4f(${values})`, factors)};`;
        })
      : vectors.map(
          (vector, i) =>
            `${side}[(block * 4u + ${i}u) * ${matrixPitch(tileDepth)}u + quad4] = ${factor(vector, factors)};`,
        );
  return lines.join('\n    ');
}

/** Declares the sums of a thread. */
export function tileSums({ threadColumns, matrix }: Tile): string {
  if (matrix !== undefined) return matrixSums(matrix, tileColumns(threadColumns));
  return each(threadColumns, (sum) => `var ${sum} = vec4f();`);
}

/** Adds the products of the values in workgroup memory. `down` and `across` are the thread's place, 0 to 7 each. */
export function tileMultiply(tile: Tile): string {
  const { threadColumns, leftInner, rightInner, matrix } = tile;
  if (matrix !== undefined) return matrixMultiply(matrix, tile, tileColumns(threadColumns));
  const columns = tileColumns(threadColumns) / 4;
  const at = (place: string, swizzle: boolean): string => (swizzle ? swizzled(place, '(step / 4u)') : place);
  const loads = [
    `let a0 = left[step * ${tileRows / 4}u + (${at('down', leftInner)})];`,
    `let a1 = left[step * ${tileRows / 4}u + (${at('down + 8u', leftInner)})];`,
    ...halves(threadColumns).map(
      (half) =>
        `let b${half} = right[step * ${columns}u + (${at(half === 0 ? 'across' : 'across + 8u', rightInner)})];`,
    ),
  ];
  const products = eachRow((row) =>
    halves(threadColumns).map((half) => `sum${row}${half} += a${row >> 2}.${rowNames[row & 3]} * b${half};`),
  );
  return `
  for (var step = 0u; step < ${tileDepth}u; step++) {
    ${[...loads, ...products].join('\n    ')}
  }`;
}

/**
 * Returns `store(row, column, sum)` for each vector of the thread's sums; row and column are counted from the tile's
 * corner.
 */
export function tileStore(
  { threadColumns, matrix }: Tile,
  store: (row: string, column: string, sum: string) => string,
): string {
  if (matrix !== undefined) return matrixStore(matrix, tileColumns(threadColumns), store);
  return eachRow((row) =>
    halves(threadColumns).map((half) =>
      store(
        `(down * 4u + ${(row & 3) + (row >> 2) * 32}u)`,
        `(across * 4u + ${half * 32}u)`,
        `sum${row}${half}`,
      ),
    ),
  ).join('\n  ');
}

const halves = (threadColumns: ThreadColumns): readonly number[] => (threadColumns === 8 ? [0, 1] : [0]);

function eachRow(of: (row: number) => readonly string[]): string[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].flatMap(of);
}

function each(threadColumns: ThreadColumns, of: (sum: string) => string): string {
  return eachRow((row) => halves(threadColumns).map((half) => of(`sum${row}${half}`))).join('\n  ');
}
