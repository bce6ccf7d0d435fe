/**
 * Mean and variance of columns. Groups of values give their mean and their squares around it, and Chan's formula
 * merges them. A mean that is large beside the deviation does no harm, however many rows there are.
 */
import { type GridUniform, gridUniforms, type Tiling, threads } from '../../wgsl/columnGrid.js';
import type { Shader } from '../../wgsl/shader.js';
import { all, columnMain, columnTypes, elementOf, halvings, indexOf, rowLoop } from './columns.js';

export const momentsText: string = `
struct Moments { count: f32, mean: T, squares: T }
var<workgroup> counts: array<f32, ${threads}>;
var<workgroup> means: array<T, ${threads}>;
var<workgroup> squares: array<T, ${threads}>;

fn merged(a: Moments, b: Moments) -> Moments {
  let count = a.count + b.count;
  let share = b.count / max(count, 1.0);
  let apart = b.mean - a.mean;
  // Division is not exact on every device, and b's mean alone must be.
  let mean = select(a.mean + apart * share, b.mean, a.count == 0.0);
  return Moments(count, mean, a.squares + b.squares + apart * apart * (a.count * share));
}

fn overLanes(local: u32, own: Moments) -> Moments {
  var all = own;
  ${halvings(`
    counts[local] = all.count;
    means[local] = all.mean;
    squares[local] = all.squares;
    workgroupBarrier();
    let other = min(local + half, ${threads - 1}u);
    all = merged(all, Moments(counts[other], means[other], squares[other]));
    workgroupBarrier();`)}
  return all;
}`;

const several = (rows: readonly string[]): string => `
    ${rows.map((row, i) => `let x${i} = x[${indexOf(row)}];`).join(' ')}
    let mean = x0 + (${rows
      .slice(1)
      .map((_, i) => `(x${i + 1} - x0)`)
      .join(' + ')}) * ${1 / rows.length};
    ${rows.map((_, i) => `let d${i} = x${i} - mean;`).join(' ')}
    all = merged(all, Moments(${rows.length}.0, mean, ${rows.map((_, i) => `d${i} * d${i}`).join(' + ')}));`;

const single = ([row]: readonly string[]): string => `
    all = merged(all, Moments(1.0, x[${indexOf(row as string)}], T()));`;

/**
 * Computes partial [slices, 2, columns] from x [1, rows, columns]: for each slice the mean, and the squares around
 * it.
 */
export const sliceMomentsShader: Shader<Tiling, GridUniform> = {
  name: 'sliceMoments',
  uniforms: gridUniforms,
  write: (tiling) => ({
    inputs: all(['x'], elementOf(tiling)),
    outputs: all(['partial'], elementOf(tiling)),
    code: `
${columnTypes(tiling)}
${momentsText}

${columnMain}
  var all = Moments(0.0, T(), T());${rowLoop((rows) => (rows.length > 1 ? several : single)(rows))}
  all = overLanes(local, all);
  if (lane > 0u || column >= u.columns) { return; }
  partial[2u * slice * u.columns + column] = all.mean;
  partial[(2u * slice + 1u) * u.columns + column] = all.squares;
}`,
  }),
};

/** Returns the function of the moments of one slice of `sliceRows` values. @param allRows Values of all slices. */
export const ofSlice = (allRows: string): string => `
fn ofSlice(row: u32, column: u32) -> Moments {
  let count = f32(min(u.sliceRows, ${allRows} - row * u.sliceRows));
  return Moments(count, partial[2u * row * u.columns + column], partial[(2u * row + 1u) * u.columns + column]);
}`;

/**
 * Merges partial [rows, 2, columns] of slices of `sliceRows` values, the last maybe shorter, of `allRows` together.
 */
export const mergeMomentsShader: Shader<Tiling, GridUniform | 'sliceRows' | 'allRows'> = {
  name: 'mergeMoments',
  uniforms: [...gridUniforms, 'sliceRows', 'allRows'],
  write: (tiling) => ({
    inputs: all(['partial'], elementOf(tiling)),
    outputs: all(['mean', 'variance'], elementOf(tiling)),
    code: `
${columnTypes(tiling)}
${momentsText}

${ofSlice('u.allRows')}

${columnMain}
  var all = Moments(0.0, T(), T());${rowLoop((rows) => rows.map((row) => `\n    all = merged(all, ofSlice(${row}, column));`).join(''))}
  all = overLanes(local, all);
  if (lane > 0u || column >= u.columns) { return; }
  mean[column] = all.mean;
  variance[column] = all.squares / f32(u.allRows);
}`,
  }),
};
