/**
 * A product of matrices by tiles of 64 or 128 rows and 64 or 32 columns: as many threads as rows, each with 8 rows and 8 or
 * 4 columns in registers. 16 steps of the inner dimension at a time stand in workgroup memory. For each step a thread
 * reads four vectors and makes 64 MACs; 8 neighbours read 128 consecutive bytes, so no two banks collide.
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
  matrixStore,
  matrixSums,
} from './matrixTile.js';
import {
  type Side,
  type ThreadColumns,
  type TileForm,
  type TileSides,
  tileColumns,
  tileDepth,
  tileForm,
} from './tileSize.js';

/**
 * Returns the permuted place of a column. Blocks of 4 by 4 are transposed on their way into workgroup memory; without
 * the permutation four threads in a row would write to the same banks.
 */
export const swizzled = (column: string, depthQuad: string): string => `(${column}) ^ (${depthQuad} << 1u)`;

/** The values that a tile multiplies; without fields, those of float32. */
export interface TileFactors {
  /** Whether factors are rounded to float16, and products are of float32. */
  readonly rounds?: boolean;
  /** The matrices that subgroups multiply, of float16. */
  readonly matrix?: MatrixUnit;
}

/** The values of a tile, and its rows: twice as many where it is tall. Tiles of subgroup matrices are not. */
export interface TileKind extends TileFactors {
  readonly tall?: boolean;
}

/** A tile of a shader. */
export interface Tile extends TileKind, TileSides {
  readonly threadColumns: ThreadColumns;
}

/** Returns the form of a tile. */
export const formOf = ({ tall = false }: TileKind): TileForm => tileForm(tall);

/** Returns the rows of a tile's left side, or the columns of its right one. */
export const widthOf = (tile: Tile, side: Side): number =>
  side === 'left' ? formOf(tile).rows : tileColumns(tile.threadColumns);

/** Returns the extensions of WGSL that a tile needs, as a field of the text of its shader. */
export const tileEnables = ({ matrix }: Tile): { readonly enables?: readonly string[] } =>
  matrix === undefined ? {} : { enables: matrixEnables };

/** Returns the parameters of the `main` of a shader with a tile. */
export const tileBuiltins = ({ matrix }: Tile): string =>
  matrix === undefined ? builtins : `${builtins}, ${matrixBuiltin}`;

const vectorsOf = (tile: Tile, side: Side): number => (tileDepth * widthOf(tile, side)) / 4;

/**
 * Declares the workgroup memory: left[depth][rows], right[depth][columns], in vectors along rows and columns, one buffer
 * after the other; and the function by which factors are rounded on their way there.
 */
export function tileMemory(tile: Tile): string {
  const { threadColumns, rounds = false, matrix } = tile;
  if (matrix !== undefined) return matrixMemory(matrix, tile, tileColumns(threadColumns));
  const { buffers } = formOf(tile);
  return `
var<workgroup> left: array<vec4f, ${buffers * vectorsOf(tile, 'left')}>;
var<workgroup> right: array<vec4f, ${buffers * vectorsOf(tile, 'right')}>;${rounds ? roundFunction : ''}`;
}

/** Returns a vector of workgroup memory, in the buffer that is in use. */
export const vectorAt = (tile: Tile, side: Side, place: string): string =>
  formOf(tile).buffers === 1 ? `${side}[${place}]` : `${side}[buffer * ${vectorsOf(tile, side)}u + ${place}]`;

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

/** Declares the sums of a thread. */
export function tileSums({ threadColumns, matrix }: Tile): string {
  if (matrix !== undefined) return matrixSums(matrix, tileColumns(threadColumns));
  return each(threadColumns, (sum) => `var ${sum} = vec4f();`);
}

/** Adds the products of the values in workgroup memory. `down` and `across` are the thread's place among 8 by 8, or 16 by 8. */
export function tileMultiply(tile: Tile): string {
  const { threadColumns, matrix } = tile;
  if (matrix !== undefined) return matrixMultiply(matrix, tile, tileColumns(threadColumns));
  const { unrolled } = formOf(tile);
  const steps = Array.from({ length: unrolled }, (_, i) => stepText(tile, i));
  return `
  for (var step = 0u; step < ${tileDepth}u; step += ${unrolled}u) {
    ${steps.join('\n    ')}
  }`;
}

/** Returns one step of several in the text. */
function stepText(tile: Tile, index: number): string {
  const { threadColumns, leftInner, rightInner } = tile;
  const { rows } = formOf(tile);
  const load = (side: Side, column: string, isInner: boolean): string => {
    const place = isInner ? swizzled(column, `(step / 4u + ${index >> 2}u)`) : column;
    return vectorAt(tile, side, `(step + ${index}u) * ${widthOf(tile, side) / 4}u + (${place})`);
  };
  const loads = [
    `let a0 = ${load('left', 'down', leftInner)};`,
    `let a1 = ${load('left', `down + ${rows / 8}u`, leftInner)};`,
    ...halves(threadColumns).map(
      (half) => `let b${half} = ${load('right', half === 0 ? 'across' : 'across + 8u', rightInner)};`,
    ),
  ];
  const products = eachRow((row) => {
    const value = `a${row >> 2}.${'xyzw'.charAt(row & 3)}`;
    return [
      halves(threadColumns)
        .map((half) => `sum${row}${half} += ${value} * b${half};`)
        .join(' '),
    ];
  });
  return `{
      ${[...loads, ...products].join('\n      ')}
    }`;
}

/**
 * Returns `store(row, column, sum)` for each vector of the thread's sums; row and column are counted from the tile's
 * corner.
 */
export function tileStore(tile: Tile, store: (row: string, column: string, sum: string) => string): string {
  const { threadColumns, matrix } = tile;
  if (matrix !== undefined) return matrixStore(matrix, tileColumns(threadColumns), store);
  const { rows } = formOf(tile);
  return eachRow((row) =>
    halves(threadColumns).map((half) =>
      store(
        `(down * 4u + ${(row & 3) + (row >> 2) * (rows / 2)}u)`,
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
