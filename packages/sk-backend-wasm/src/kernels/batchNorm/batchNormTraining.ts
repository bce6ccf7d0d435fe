/** Batch normalisation with the batch's own statistics, and its gradient. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { batchNormTraining, batchNormTrainingBackprop } from 'sk-core';
import type { BackendWasm } from '../../heap/tfjsBackend.js';
import { type Workspace, work } from '../../heap/workspace.js';
import { type Range, ranges } from '../../module/ranges.js';

export const batchNormKernels: readonly KernelConfig[] = [
  batchNormTraining.kernel<BackendWasm>('wasm', ({ x, gamma, beta }, { epsilon, relu }, backend) =>
    work('SkBatchNormTraining', backend, (space) => {
      const { rows, channels } = matrixOf(x);
      const outputs = {
        y: space.output(x.shape),
        mean: space.output([channels]),
        variance: space.output([channels]),
      };
      const [px, py, pmean] = [space.pointer(x), space.pointer(outputs.y), space.pointer(outputs.mean)];
      const [pvariance, pbeta] = [space.pointer(outputs.variance), space.pointer(beta)];

      const parts = sumParts(rows, channels);
      const moments = new PartSums(space, parts.length, channels);
      space.run(
        'columnMoments',
        parts.map(({ begin, end }, part) => [
          px + begin * channels * 4,
          px,
          end - begin,
          channels,
          ...moments.of(part),
        ]),
      );
      space.kernels.finishMoments(moments.pointer, parts.length, px, pmean, pvariance, rows, channels);

      const scale = space.scratch(channels * 4);
      space.kernels.fillScale(space.pointer(gamma), pvariance, scale, channels, epsilon);
      space.run(
        'normalise',
        space.ranges(rows, 1, rows * channels * 0.4).map(({ begin, end }) => {
          const skip = begin * channels * 4;
          return [px + skip, pmean, scale, pbeta, py + skip, end - begin, channels, relu ? 1 : 0];
        }),
      );
      return outputs;
    }),
  ),
  batchNormTrainingBackprop.kernel<BackendWasm>('wasm', (inputs, { epsilon, relu }, backend) =>
    work('SkBatchNormTrainingBackprop', backend, (space) => {
      const { x, gamma, beta, mean, variance, dy, dmean, dvariance } = inputs;
      const { rows, channels } = matrixOf(x);
      const outputs = {
        dx: space.output(x.shape),
        dgamma: space.output([channels]),
        dbeta: space.output([channels]),
      };
      const [px, pdy, pdx] = [space.pointer(x), space.pointer(dy), space.pointer(outputs.dx)];
      const scale = space.scratch(channels * 4);
      const row: readonly [number, number, number] = [space.pointer(mean), scale, space.pointer(beta)];
      const [pgamma, pvariance] = [space.pointer(gamma), space.pointer(variance)];
      space.kernels.fillScale(pgamma, pvariance, scale, channels, epsilon);

      const parts = sumParts(rows, channels);
      const sums = new PartSums(space, parts.length, channels);
      space.run(
        'gradientSums',
        parts.map(({ begin, end }, part) => {
          const skip = begin * channels * 4;
          return [px + skip, pdy + skip, ...row, end - begin, channels, relu ? 1 : 0, ...sums.of(part)];
        }),
      );
      const [slope, offset] = [space.scratch(channels * 4), space.scratch(channels * 4)];
      space.kernels.finishGradientSums(
        sums.pointer,
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
        space.ranges(rows, 1, rows * channels * 0.6).map(({ begin, end }) => {
          const skip = begin * channels * 4;
          return [
            px + skip,
            pdy + skip,
            ...row,
            slope,
            offset,
            pdx + skip,
            end - begin,
            channels,
            relu ? 1 : 0,
          ];
        }),
      );
      return outputs;
    }),
  ),
];

/** Two float64 sums of [channels] for each part of the rows, zero at first. */
class PartSums {
  readonly pointer: number;
  readonly #bytes: number;

  constructor(space: Workspace, parts: number, channels: number) {
    this.#bytes = channels * 8;
    this.pointer = space.scratch(parts * 2 * this.#bytes);
    space.clear(this.pointer, parts * 2 * this.#bytes);
  }

  of(part: number): [first: number, second: number] {
    const first = this.pointer + part * 2 * this.#bytes;
    return [first, first + this.#bytes];
  }
}

/** Cuts rows into the same parts for any number of threads, so that sums are the same to the bit. */
function sumParts(rows: number, channels: number): Range[] {
  return ranges(rows, 1, rows * channels < 65_536 ? 1 : 4);
}

function matrixOf({ shape }: TensorInfo): { readonly rows: number; readonly channels: number } {
  return {
    rows: shape.slice(0, -1).reduce((product, size) => product * size, 1),
    channels: shape.at(-1) as number,
  };
}
