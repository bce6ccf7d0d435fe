/** Shaders of fuse and select. Paper section 3.1, equations (1), (2) and (6). */
import { columnMap } from './columns/columnMap.js';
import { columnReduction } from './columns/columnReduction.js';
import { all, type ColumnShader, elementOf } from './columns/columns.js';

export interface BranchesRecord {
  /** Number of branches that one dispatch reads. */
  readonly branches: number;
}

const namesOf = ({ branches }: BranchesRecord): string[] =>
  Array.from({ length: branches }, (_, m) => `u${m}`);

/** Index of a sum in y [slices, images, parts, columns], of which a dispatch may fill a part. */
const place = '((u.firstSlice + slice) * u.images + image) * u.parts + u.firstPart';
const store = (sums: number): string =>
  Array.from(
    { length: sums },
    (_, k) => `y[(${place} + ${k}u) * u.columns + column] = s${k} * u.scale;`,
  ).join('\n  ');

export type SumsUniform = 'firstSlice' | 'parts' | 'firstPart' | 'scale';
const sumsUniforms = { uniforms: ['firstSlice', 'parts', 'firstPart'], floats: ['scale'] } as const;

/** Computes the sum of branches [images, rows, columns] over rows, times scale. */
export const fuseShader: ColumnShader<BranchesRecord, SumsUniform> = columnReduction(
  'fuse',
  (record) => {
    const names = namesOf(record);
    const sum = names.map((name) => `${name}[at]`).join(' + ');
    return { inputs: names, sums: [sum], outputs: ['y'], finish: store(1) };
  },
  sumsUniforms,
);

/** Computes for each branch the sum over rows of dy times the branch, all [images, rows, columns], times scale. */
export const selectAttentionShader: ColumnShader<BranchesRecord, SumsUniform> = columnReduction(
  'selectBackpropAttention',
  (record) => {
    const names = namesOf(record);
    return {
      inputs: ['dy', ...names],
      perRow: 'let d = dy[at];',
      sums: names.map((name) => `d * ${name}[at]`),
      outputs: ['y'],
      finish: store(names.length),
    };
  },
  sumsUniforms,
);

export interface SelectRecord extends BranchesRecord {
  /** Whether the last input is a sum over other branches, also [images, rows, columns]. */
  readonly adds: boolean;
}

/** Computes the sum of branches [images, rows, columns], each times its row of attention [images, parts, columns]. */
export const selectShader: ColumnShader<SelectRecord, 'parts' | 'firstPart'> = columnMap(
  'select',
  (record) => {
    const names = namesOf(record);
    const weights = names.map(
      (_, m) => `let a${m} = attention[(image * u.parts + u.firstPart + ${m}u) * u.columns + column];`,
    );
    const terms = names.map((name, m) => `${name}[at] * a${m}`);
    return {
      inputs: all([...names, 'attention', ...(record.adds ? ['others'] : [])], elementOf(record)),
      perColumn: weights.join('\n  '),
      values: { y: [...(record.adds ? ['others[at]'] : []), ...terms].join(' + ') },
    };
  },
  { uniforms: ['parts', 'firstPart'] },
);

/** Writes dy [images, columns] times scale to every row. */
export const fuseBackpropShader: ColumnShader<object, 'scale'> = columnMap(
  'fuseBackprop',
  (record) => ({
    inputs: all(['dy'], elementOf(record)),
    perColumn: 'let v = dy[image * u.columns + column] * u.scale;',
    values: { y: 'v' },
  }),
  { floats: ['scale'] },
);

/**
 * Computes the gradients of two neighbouring branches [images, rows, columns]: dy times their rows of attention [images, parts,
 * columns], plus ds [images, columns] times scale.
 */
export const selectFuseShader: ColumnShader<object, 'parts' | 'firstPart' | 'scale'> = columnMap(
  'selectFuseBackprop',
  (record) => ({
    inputs: all(['dy', 'attention', 'ds'], elementOf(record)),
    perColumn: `let row0 = (image * u.parts + u.firstPart) * u.columns + column;
  let a = attention[row0];
  let b = attention[row0 + u.columns];
  let mean = ds[image * u.columns + column] * u.scale;`,
    values: { first: 'dy[at] * a + mean', second: 'dy[at] * b + mean' },
  }),
  { uniforms: ['parts', 'firstPart'], floats: ['scale'] },
);
