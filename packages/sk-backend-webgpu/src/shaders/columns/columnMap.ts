/** Shaders that make one value for each row and column. Values that depend on the column alone are computed once. */
import { gridUniforms, type Tiling } from '../../wgsl/columnGrid.js';
import type { Element } from '../../wgsl/shader.js';
import { all, type ColumnShader, columnMain, columnTypes, elementOf, indexOf, rowLoop } from './columns.js';

export interface ColumnMap {
  /** Tensors that are read, by name. */
  readonly inputs: Readonly<Record<string, Element>>;
  /** Statements that see image and column. */
  readonly perColumn?: string;
  /**
   * For each tensor that is written an expression of type T, which sees these too, and the index `at` of a value in a tensor
   * [images, rows, columns].
   */
  readonly values: Readonly<Record<string, string>>;
}

/** Returns a shader that writes tensors [images, rows, columns]. */
export function columnMap<R extends object, U extends string = never>(
  name: string,
  write: (record: R & Tiling) => ColumnMap,
  { uniforms = [], floats = [] }: { readonly uniforms?: readonly U[]; readonly floats?: readonly U[] } = {},
): ColumnShader<R, U> {
  return {
    name,
    uniforms: [...gridUniforms, ...uniforms],
    floats,
    write: (record) => {
      const { inputs, perColumn = '', values } = write(record);
      return {
        inputs,
        outputs: all(Object.keys(values), elementOf(record)),
        code: `
${columnTypes(record)}

${columnMain}
  if (column >= u.columns) { return; }
  ${perColumn.trim()}${rowLoop(mapped(Object.entries(values)))}
}`,
      };
    },
  };
}

/** Computes the values of all rows before it stores any: a store would hold back the loads behind it. */
export const mapped =
  (values: readonly (readonly [output: string, value: string])[]) =>
  (rows: readonly string[]): string =>
    [
      ...rows.map((row, i) => {
        const names = values.map(([name]) => `var ${name}${i}: T;`).join(' ');
        const sums = values.map(([name, value]) => `${name}${i} = ${value};`).join(' ');
        return `\n    ${names}\n    { let at = ${indexOf(row)}; ${sums} }`;
      }),
      ...rows.flatMap((row, i) => values.map(([name]) => `\n    ${name}[${indexOf(row)}] = ${name}${i};`)),
    ].join('');
