/**
 * Batch normalisation whose statistics lie in a few slices. Each workgroup merges those of its columns, which takes a dispatch
 * less than to merge them once, and the first workgroup of a column writes them.
 */
import { gridUniforms } from '../wgsl/columnGrid.js';
import { type BatchNormEndRecord, rectified } from './batchNorm.js';
import { mapped } from './columns/columnMap.js';
import { momentsText, ofSlice } from './columns/columnMoments.js';
import { all, type ColumnShader, columnMain, columnTypes, elementOf, rowLoop } from './columns/columns.js';

/**
 * Computes y from x [1, rows, columns] and partial [partials, 2, columns], of `sliceRows` rows each, the last maybe fewer, and
 * writes mean and variance [columns].
 */
export const mergedBatchNormShader: ColumnShader<BatchNormEndRecord, 'partials' | 'sliceRows' | 'epsilon'> = {
  name: 'mergedBatchNorm',
  uniforms: [...gridUniforms, 'partials', 'sliceRows'],
  floats: ['epsilon'],
  write: (record) => ({
    inputs: all(['x', 'partial', 'gamma', 'beta', ...(record.adds ? ['addend'] : [])], elementOf(record)),
    outputs: all(['y', 'mean', 'variance'], elementOf(record)),
    code: `
${columnTypes(record)}
${momentsText}
${ofSlice('u.rows')}

${columnMain}
  var found = Moments(0.0, T(), T());
  if (column < u.columns) {
    for (var row = lane; row < u.partials; row += lanes) { found = merged(found, ofSlice(row, column)); }
  }
  found = overLanes(local, found);
  if (lane == 0u) {
    means[local] = found.mean;
    squares[local] = found.squares;
  }
  workgroupBarrier();
  if (column >= u.columns) { return; }
  let m = means[local & (width - 1u)];
  let v = squares[local & (width - 1u)] / f32(u.rows);
  if (slice == 0u && lane == 0u) {
    mean[column] = m;
    variance[column] = v;
  }
  let scale = gamma[column] * inverseSqrt(v + u.epsilon);
  let shift = beta[column];${rowLoop(mapped([['y', rectified(record)]]))}
}`,
  }),
};
