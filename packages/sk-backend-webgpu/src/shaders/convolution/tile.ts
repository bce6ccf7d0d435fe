/**
 * A product of matrices by tiles of 64 rows and 64 or 32 columns: 64 threads, each with 8 rows and 8 or 4 columns in
 * registers. 16 steps of the inner dimension at a time stand in workgroup memory. For each step a thread reads four
 * vectors and makes 64 MACs; 8 neighbours read 128 consecutive bytes, so no two banks collide.
 */

export const tileThreads = 64;
export const tileRows = 64;
/** Inner steps that are in workgroup memory at a time. */
export const tileDepth = 16;

/** Columns that one thread computes: 8, or 4 where the matrix is narrow. */
export type ThreadColumns = 4 | 8;

/** Returns the columns of a tile. */
export const tileColumns = (threadColumns: ThreadColumns): number => 8 * threadColumns;

/**
 * Returns the permuted place of a column. Blocks of 4 by 4 are transposed on their way into workgroup memory; without
 * the permutation four threads in a row would write to the same banks.
 */
export const swizzled = (column: string, depthQuad: string): string => `(${column}) ^ (${depthQuad} << 1u)`;

const rowNames: readonly string[] = ['x', 'y', 'z', 'w'];

export interface TileOptions {
  readonly threadColumns: ThreadColumns;
  /** Whether the vectors of each side stand in permuted places. */
  readonly swizzleLeft: boolean;
  readonly swizzleRight: boolean;
}

/**
 * Declares the workgroup memory: left[depth][rows], right[depth][columns], in vectors along rows and columns; and the
 * function by which factors are rounded on their way there.
 */
export function tileMemory(threadColumns: ThreadColumns, rounds = false): string {
  return `
var<workgroup> left: array<vec4f, ${(tileDepth * tileRows) / 4}>;
var<workgroup> right: array<vec4f, ${(tileDepth * tileColumns(threadColumns)) / 4}>;${rounds ? roundFunction : ''}`;
}

/**
 * Rounds to the nearest number of float16, of two to the even one, as processors and cards convert. `quantizeToF16` may do it
 * in other ways: SwiftShader cuts digits off, and small numbers may become 0.
 */
const roundFunction = `
fn round16(value: vec4f) -> vec4f {
  let bits = bitcast<vec4u>(value);
  let odd = (bits >> vec4u(13u)) & vec4u(1u);
  let near = bitcast<vec4f>((bits + vec4u(0xfffu) + odd) & vec4u(0xffffe000u));
  let tiny = round(value * 0x1p24) * 0x1p-24;
  let size = abs(value);
  return select(value * 3e38, select(near, tiny, size < vec4f(0x1p-14)), size < vec4f(65520.0));
}`;

/** Returns a vector as it goes into workgroup memory. */
export const factor = (vector: string, rounds: boolean): string => (rounds ? `round16(${vector})` : vector);

/**
 * Writes a block of 4 by 4 into workgroup memory: four vectors along the inner dimension become four across it, in places
 * `quad4 * 4` and on, at column `spot`.
 */
export function turnedBlock(
  side: 'left' | 'right',
  columns: number,
  vectors: readonly string[],
  rounds = false,
): string {
  return rowNames
    .map((part, i) => {
      const values = vectors.map((vector) => `${vector}.${part}`).join(', ');
      return `${side}[(quad4 * 4u + ${i}u) * ${columns / 4}u + spot] = ${factor(`vec4f(${values})`, rounds)};`;
    })
    .join('\n    ');
}

/** Declares the sums of a thread. */
export function tileSums(threadColumns: ThreadColumns): string {
  return each(threadColumns, (sum) => `var ${sum} = vec4f();`);
}

/** Adds the products of the values in workgroup memory. `down` and `across` are the thread's place, 0 to 7 each. */
export function tileMultiply({ threadColumns, swizzleLeft, swizzleRight }: TileOptions): string {
  const columns = tileColumns(threadColumns) / 4;
  const at = (place: string, swizzle: boolean): string => (swizzle ? swizzled(place, '(step / 4u)') : place);
  const loads = [
    `let a0 = left[step * ${tileRows / 4}u + (${at('down', swizzleLeft)})];`,
    `let a1 = left[step * ${tileRows / 4}u + (${at('down + 8u', swizzleLeft)})];`,
    ...halves(threadColumns).map(
      (half) =>
        `let b${half} = right[step * ${columns}u + (${at(half === 0 ? 'across' : 'across + 8u', swizzleRight)})];`,
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
  threadColumns: ThreadColumns,
  store: (row: string, column: string, sum: string) => string,
): string {
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
