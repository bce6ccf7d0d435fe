/** Batch normalisation, forward and backward, on grids of columns of one image. */
import { columnMap } from './columns/columnMap.js';
import { columnReduction } from './columns/columnReduction.js';
import { all, type ColumnShader, elementOf } from './columns/columns.js';

export interface BatchNormRecord {
  readonly relu: boolean;
}

export interface BatchNormEndRecord extends BatchNormRecord {
  /** Whether a residual unit ends here: another tensor is added before the ReLU. */
  readonly adds: boolean;
}

/**
 * Statements that find y by the operations of the forward pass, so that backward passes know which values the ReLU
 * let through.
 */
const ofColumn = `let m = mean[column];
  let deviation = inverseSqrt(variance[column] + u.epsilon);
  let scale = gamma[column] * deviation;
  let shift = beta[column];`;

/** Returns the rectified value. max() does not do: it may drop a NaN, and a run that diverges must show it. */
export function rectified({ relu, adds }: BatchNormEndRecord): string {
  const value = `(x[at] - m) * scale + shift${adds ? ' + addend[at]' : ''}`;
  return relu ? `select(${value}, T(), ${value} < T())` : value;
}

/** Computes y from x [1, rows, columns], of the same size. */
export const normaliseShader: ColumnShader<BatchNormEndRecord, 'epsilon'> = columnMap(
  'batchNorm',
  (record) => ({
    inputs: all(
      ['x', 'mean', 'variance', 'gamma', 'beta', ...(record.adds ? ['addend'] : [])],
      elementOf(record),
    ),
    perColumn: ofColumn,
    values: { y: rectified(record) },
  }),
  { floats: ['epsilon'] },
);

/** Returns the gradient at the input of the ReLU, which is y where that is no number. */
const passed = ({ relu }: BatchNormRecord, y: string): string =>
  relu ? `select(select(${y}, dy[at], ${y} > T()), T(), ${y} <= T())` : 'dy[at]';

const storedSums = `partial[2u * slice * u.columns + column] = s0;
  partial[(2u * slice + 1u) * u.columns + column] = s1;`;

/**
 * Computes sums over slices of rows of the gradient and of its product with the normalised x: [slices, 2, columns].
 */
export const batchNormSumsShader: ColumnShader<BatchNormRecord, 'epsilon'> = columnReduction(
  'batchNormBackpropSums',
  (record) => ({
    inputs: ['x', 'dy', 'mean', 'variance', ...(record.relu ? ['gamma', 'beta'] : [])],
    perColumn: `let m = mean[column];
  let deviation = inverseSqrt(variance[column] + u.epsilon);
  ${record.relu ? 'let scale = gamma[column] * deviation;\n  let shift = beta[column];' : ''}`,
    perRow: `let d = x[at] - m;
      let g = ${passed(record, 'd * scale + shift')};`,
    sums: ['g', 'g * (d * deviation)'],
    outputs: ['partial'],
    finish: storedSums,
  }),
  { floats: ['epsilon'] },
);

/**
 * Does the same at the end of a residual unit, where y tells what the ReLU let pass, and writes that part of dy, which is
 * the addend's gradient.
 */
export const batchNormEndSumsShader: ColumnShader<object, 'epsilon'> = columnReduction(
  'batchNormEndBackpropSums',
  () => ({
    inputs: ['x', 'dy', 'y', 'mean', 'variance'],
    perColumn: `let m = mean[column];
  let deviation = inverseSqrt(variance[column] + u.epsilon);`,
    perRow: `let g = ${passed({ relu: true }, 'y[at]')};
      daddend[at] = g;`,
    sums: ['g', 'g * ((x[at] - m) * deviation)'],
    outputs: ['partial', 'daddend'],
    finish: storedSums,
  }),
  { floats: ['epsilon'] },
);

/**
 * Computes dbeta, dgamma and the columns that the last pass needs, factors [3, columns], from partial [rows, 2,
 * columns]: dx is factors 0 times the gradient, plus factors 1 times x - mean, plus factors 2.
 */
export const batchNormFactorsShader: ColumnShader<object, 'epsilon' | 'count'> = columnReduction(
  'batchNormBackpropFactors',
  () => ({
    inputs: ['partial', 'gamma', 'variance', 'dmean', 'dvariance'],
    sums: ['partial[2u * row * u.columns + column]', 'partial[(2u * row + 1u) * u.columns + column]'],
    outputs: ['dgamma', 'dbeta', 'factors'],
    finish: `dbeta[column] = s0;
  dgamma[column] = s1;
  let deviation = inverseSqrt(variance[column] + u.epsilon);
  let scale = gamma[column] * deviation;
  factors[column] = scale;
  factors[u.columns + column] = (2.0 * dvariance[column] - scale * deviation * s1) / u.count;
  factors[2u * u.columns + column] = (dmean[column] - scale * s0) / u.count;`,
  }),
  { floats: ['epsilon', 'count'] },
);

/** Computes dx [1, rows, columns]. */
export const batchNormBackpropShader: ColumnShader<BatchNormRecord> = columnMap(
  'batchNormBackprop',
  (record) => ({
    inputs: all(['x', 'dy', 'mean', 'factors', ...(record.relu ? ['beta'] : [])], elementOf(record)),
    perColumn: `let m = mean[column];
  let scale = factors[column];
  let slope = factors[u.columns + column];
  let offset = factors[2u * u.columns + column];
  ${record.relu ? 'let shift = beta[column];' : ''}`,
    values: {
      y: `${passed(record, '(x[at] - m) * scale + shift')} * scale + ((x[at] - m) * slope + offset)`,
    },
  }),
);
