/**
 * Shaders that sum expressions over the rows of a column. Each thread sums its own rows; then all threads of a column
 * add up through workgroup memory, in an order that depends on shapes alone.
 */
import { gridUniforms, type Tiling, threads } from '../../wgsl/columnGrid.js';
import {
  all,
  type ColumnShader,
  columnMain,
  columnTypes,
  elementOf,
  halvings,
  indexOf,
  rowLoop,
} from './columns.js';

export interface ColumnReduction {
  /** Names of the tensors that are read. */
  readonly inputs: readonly string[];
  /** Statements that see image and column. */
  readonly perColumn?: string;
  /** Statements that see these too, `row`, and the index `at` of its value in a tensor [images, rows, columns]. */
  readonly perRow?: string;
  /** Expressions of type T that see all of these. */
  readonly sums: readonly string[];
  /** Names of the tensors that are written. */
  readonly outputs: readonly string[];
  /** Statements that see image, slice, column and the sums s0, s1, ... */
  readonly finish: string;
}

/** Returns a shader of sums over rows. */
export function columnReduction<R extends object, U extends string = never>(
  name: string,
  write: (record: R & Tiling) => ColumnReduction,
  { uniforms = [], floats = [] }: { readonly uniforms?: readonly U[]; readonly floats?: readonly U[] } = {},
): ColumnShader<R, U> {
  return {
    name,
    uniforms: [...gridUniforms, ...uniforms],
    floats,
    write: (record) => {
      const { inputs, perColumn = '', perRow = '', sums, outputs, finish } = write(record);
      const element = elementOf(record);
      const summed = (rows: readonly string[]): string =>
        rows
          .map(
            (of) => `
    { let row = ${of}; let at = ${indexOf('row')}; ${perRow}
      ${sums.map((sum, i) => `s${i} += ${sum};`).join(' ')} }`,
          )
          .join('');
      return {
        inputs: all(inputs, element),
        outputs: all(outputs, element),
        code: `
${columnTypes(record)}
var<workgroup> parts: array<T, ${threads}>;

fn overLanes(local: u32, own: T) -> T {
  parts[local] = own;
  workgroupBarrier();
  ${halvings(`
    if (local < half) { parts[local] += parts[local + half]; }
    workgroupBarrier();`)}
  let sum = parts[local & ((1u << u.widthBits) - 1u)];
  workgroupBarrier();
  return sum;
}

${columnMain}
  ${perColumn.trim()}
  ${sums.map((_, i) => `var s${i} = T();`).join(' ')}${rowLoop(summed)}
  ${sums.map((_, i) => `s${i} = overLanes(local, s${i});`).join(' ')}
  if (lane > 0u || column >= u.columns) { return; }
  ${finish.trim()}
}`,
      };
    },
  };
}
