/** Shaders that make one value for each row and column. Values that depend on the column alone are computed once. */
import { gridUniforms, type Tiling } from '../../wgsl/columnGrid.js';
import type { Element } from '../../wgsl/shader.js';
import { type ColumnShader, columnMain, columnTypes, elementOf, indexOf, rowLoop } from './columns.js';

export interface ColumnMap {
  /** Tensors that are read, by name. */
  readonly inputs: Readonly<Record<string, Element>>;
  /** Statements that see image and column. */
  readonly perColumn?: string;
  /** An expression of type T that sees these too, and the index `at` of a value in a tensor [images, rows, columns]. */
  readonly value: string;
}

/** Returns a shader whose one output is called y. */
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
      const { inputs, perColumn = '', value } = write(record);
      return {
        inputs,
        outputs: { y: elementOf(record) },
        code: `
${columnTypes(record)}

${columnMain}
  if (column >= u.columns) { return; }
  ${perColumn.trim()}${rowLoop(mapped(value))}
}`,
      };
    },
  };
}

/** Computes the values of all rows before it stores any: a store would hold back the loads behind it. */
const mapped =
  (value: string) =>
  (rows: readonly string[]): string =>
    [
      ...rows.map((row, i) => `\n    var y${i}: T;\n    { let at = ${indexOf(row)}; y${i} = ${value}; }`),
      ...rows.map((row, i) => `\n    y[${indexOf(row)}] = y${i};`),
    ].join('');
