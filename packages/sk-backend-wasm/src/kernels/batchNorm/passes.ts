/** The passes over rows of channels that the kernels of batch normalisation in training share. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type BatchNormBackpropInputs, type BatchNormInputs, elementAt, type Like } from 'sk-core';
import type { Workspace } from '../../heap/workspace.js';
import { type Range, ranges } from '../../module/ranges.js';

/** Rows that stand together. */
export interface Rows {
  readonly count: number;
  /** Bytes from the first row of a tensor like x. */
  readonly skip: number;
}

/** Rows whose sums are their own: two float64 sums of [channels]. */
export interface SummedRows extends Rows {
  readonly sums: readonly [first: number, second: number];
}

export interface Statistics {
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
}

/** Computes mean and variance of each channel, and writes y = (x - mean) * scale + beta by `normalise`. */
export function normalised(
  space: Workspace,
  { x, gamma }: Like<BatchNormInputs, TensorInfo>,
  epsilon: number,
  normalise: (rows: readonly Rows[], channels: number, mean: number, scale: number) => void,
): Statistics {
  const { rows, channels } = matrixOf(x);
  const outputs = { mean: space.output([channels]), variance: space.output([channels]) };
  const px = space.pointer(x);
  const [pmean, pvariance] = [space.pointer(outputs.mean), space.pointer(outputs.variance)];

  const parts = summedRows(space, rows, channels);
  space.run(
    'columnMoments',
    parts.map(({ skip, count, sums }) => [px + skip, px, count, channels, ...sums]),
  );
  const { sums } = elementAt(parts, 0);
  space.kernels.finishMoments(sums[0], parts.length, px, pmean, pvariance, rows, channels);

  const scale = space.scratch(channels * 4);
  space.kernels.fillScale(space.pointer(gamma), pvariance, scale, channels, epsilon);
  normalise(rangesOf(space, rows, channels, 0.4), channels, pmean, scale);
  return outputs;
}

/** The second pass of a gradient. */
interface SecondPass {
  /** Address of the gradient of y. */
  readonly dy: number;
  /** Whether dy is still to pass a ReLU, whose sign is computed again from x. */
  readonly relu: boolean;
}

/**
 * Computes dx, dgamma and dbeta.
 *
 * @param sum Is the first pass: it adds the gradient of y, and its products with x - mean, to the sums of each part.
 */
export function gradients(
  space: Workspace,
  { x, gamma, beta, mean, variance, dmean, dvariance }: Like<BatchNormBackpropInputs, TensorInfo>,
  epsilon: number,
  sum: (parts: readonly SummedRows[], channels: number, mean: number, scale: number) => SecondPass,
): { readonly dx: TensorInfo; readonly dgamma: TensorInfo; readonly dbeta: TensorInfo } {
  const { rows, channels } = matrixOf(x);
  const outputs = {
    dx: space.output(x.shape),
    dgamma: space.output([channels]),
    dbeta: space.output([channels]),
  };
  const [px, pdx, pmean] = [space.pointer(x), space.pointer(outputs.dx), space.pointer(mean)];
  const [pgamma, pbeta, pvariance] = [space.pointer(gamma), space.pointer(beta), space.pointer(variance)];
  const scale = space.scratch(channels * 4);
  space.kernels.fillScale(pgamma, pvariance, scale, channels, epsilon);

  const parts = summedRows(space, rows, channels);
  const { dy, relu } = sum(parts, channels, pmean, scale);
  const [slope, offset] = [space.scratch(channels * 4), space.scratch(channels * 4)];
  space.kernels.finishGradientSums(
    elementAt(parts, 0).sums[0],
    parts.length,
    pgamma,
    pvariance,
    space.pointer(dmean),
    space.pointer(dvariance),
    space.pointer(outputs.dgamma),
    space.pointer(outputs.dbeta),
    slope,
    offset,
    rows,
    channels,
    epsilon,
  );

  space.run(
    'gradientRows',
    rangesOf(space, rows, channels, 0.6).map(({ skip, count }) => [
      ...([px + skip, dy + skip, pmean, scale, pbeta, slope, offset, pdx + skip] as const),
      ...([count, channels, relu ? 1 : 0] as const),
    ]),
  );
  return outputs;
}

/** Cuts rows for all threads. */
function rangesOf(space: Workspace, rows: number, channels: number, nanosecondsEach: number): Rows[] {
  return space.ranges(rows, 1, rows * channels * nanosecondsEach).map((range) => rowsOf(range, channels));
}

/** Cuts rows into the same parts for any number of threads, so that sums are the same to the bit. The sums are 0. */
function summedRows(space: Workspace, rows: number, channels: number): SummedRows[] {
  const parts = ranges(rows, 1, rows * channels < 65_536 ? 1 : 4);
  const bytes = channels * 8;
  const first = space.scratch(parts.length * 2 * bytes);
  space.clear(first, parts.length * 2 * bytes);
  return parts.map((range, part) => {
    const sums = first + part * 2 * bytes;
    return { ...rowsOf(range, channels), sums: [sums, sums + bytes] };
  });
}

function rowsOf({ begin, end }: Range, channels: number): Rows {
  return { count: end - begin, skip: begin * channels * 4 };
}

function matrixOf({ shape }: TensorInfo): { readonly rows: number; readonly channels: number } {
  return {
    rows: shape.slice(0, -1).reduce((product, size) => product * size, 1),
    channels: elementAt(shape, shape.length - 1),
  };
}
