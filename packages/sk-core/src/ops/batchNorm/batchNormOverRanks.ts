/**
 * Batch normalisation in training by the statistics of all ranks, each of which has a part of the batch. The parts of its
 * gradient meet too. PyTorch's SyncBatchNorm.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { checkOptions, type OptionNames } from '../../contract/checkOptions.js';
import { elementAt } from '../../contract/elementAt.js';
import type { Ranks } from '../../ranks/ranks.js';
import {
  type BatchNormAttrs,
  type BatchNormInputs,
  type BatchNormOutputs,
  batchNormTraining,
  batchNormTrainingBackprop,
  channels,
} from './batchNormTraining.js';

const attrNames: OptionNames<BatchNormAttrs> = { epsilon: true, relu: true };

/** Statistics of each channel over all ranks. */
interface Statistics {
  readonly mean: Float32Array;
  /** Biased. */
  readonly variance: Float32Array;
  /** Values of a channel. */
  readonly count: number;
}

/**
 * Does what `batchNormTraining` does with the x of all ranks, one behind the other. The gradient is that of the mean loss, where
 * the loss of each rank is the mean over its images: it is right for parts of the same weight as they have pixels. It waits for
 * the other ranks. It has no second derivative.
 *
 * @returns y of this rank; mean, variance and the number of values of a channel over all ranks
 */
export function batchNormOverRanks(
  inputs: BatchNormInputs,
  attrs: BatchNormAttrs,
  ranks: Ranks,
): BatchNormOutputs & { readonly count: number } {
  checkOptions('batchNormOverRanks: attrs', attrs, attrNames);
  channels('batchNormOverRanks', inputs.x);
  const found: Statistics[] = [];
  const compute = tf.customGrad((...args: (Tensor | tf.GradSaveFunc)[]) => {
    const [x, gamma, beta, save] = args as [Tensor, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const statistics = statisticsOverRanks({ x, gamma, beta }, attrs, ranks);
    found.push(statistics);
    const [mean, variance] = [tf.tensor1d(statistics.mean), tf.tensor1d(statistics.variance)];
    save([x, gamma, beta, mean, variance]);
    const y = tf.batchNorm(x, mean, variance, beta, gamma, attrs.epsilon);
    return {
      value: attrs.relu ? tf.relu(y) : y,
      gradFunc: (dy: Tensor, saved: Tensor[]) => gradient(dy, saved, attrs, statistics.count, ranks),
    };
  });
  const y = compute(inputs.x, inputs.gamma, inputs.beta);
  const { mean, variance, count } = elementAt(found, 0);
  return { y, mean: tf.tensor1d(mean), variance: tf.tensor1d(variance), count };
}

/** Merges means and variances of all ranks by the numbers of their values (Chan, Golub and LeVeque, 1979). */
function statisticsOverRanks(inputs: BatchNormInputs, attrs: BatchNormAttrs, ranks: Ranks): Statistics {
  const [own, c] = tf.tidy(() => {
    const { mean, variance } = batchNormTraining(inputs, { ...attrs, relu: false });
    return [[mean, variance].map((t) => t.dataSync<'float32'>()), mean.size] as const;
  });
  // A place for each rank, so that a sum over ranks gathers them.
  const place = 2 * c + 1;
  const all = new Float32Array(ranks.size * place);
  const start = ranks.rank * place;
  all.set(elementAt(own, 0), start);
  all.set(elementAt(own, 1), start + c);
  all[start + 2 * c] = inputs.x.size / c;
  ranks.allreduceSync(all);
  const parts = Array.from({ length: ranks.size }, (_, rank) => {
    const part = all.subarray(rank * place, (rank + 1) * place);
    return { means: part.subarray(0, c), variances: part.subarray(c, 2 * c), n: elementAt(part, 2 * c) };
  });
  const count = parts.reduce((sum, { n }) => sum + n, 0);
  const mean = new Float32Array(c);
  const variance = new Float32Array(c);
  for (let channel = 0; channel < c; channel++) {
    const centre = parts.reduce((sum, { means, n }) => sum + n * elementAt(means, channel), 0) / count;
    const spread = parts.reduce(
      (sum, { means, variances, n }) =>
        sum + n * (elementAt(variances, channel) + (elementAt(means, channel) - centre) ** 2),
      0,
    );
    mean[channel] = centre;
    variance[channel] = spread / count;
  }
  return { mean, variance, count };
}

/**
 * Returns the gradients of x, gamma and beta. With k = gamma * r the gradient of x is k (g - B - xhat G), where B and G are the
 * means of g and of g * xhat: over this rank in the kernel, and over all of them in what is added, which is linear in x.
 */
function gradient(
  dy: Tensor,
  saved: readonly Tensor[],
  { epsilon, relu }: BatchNormAttrs,
  count: number,
  ranks: Ranks,
): Tensor[] {
  const [x, gamma, beta, mean, variance] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const c = gamma.size;
  const n = x.size / c;
  const zero = tf.zerosLike(mean);
  const { dx, dgamma, dbeta } = batchNormTrainingBackprop(
    { x, gamma, beta, mean, variance, dy, dmean: zero, dvariance: zero },
    { epsilon, relu },
  );
  const sums = tf.concat([dbeta, dgamma]).dataSync<'float32'>();
  const share = n / count;
  const all = sums.map((sum) => share * sum);
  ranks.allreduceSync(all);
  const [shift, slope] = tf.split(
    tf.tensor1d(all.map((total, i) => (elementAt(sums, i) - total) / n)),
    2,
  ) as [Tensor, Tensor];
  const r = tf.rsqrt(tf.add(variance, epsilon));
  const k = tf.mul(gamma, r);
  const a = tf.mul(tf.mul(k, slope), r);
  const b = tf.sub(tf.mul(k, shift), tf.mul(a, mean));
  return [tf.add(dx, tf.add(tf.mul(x, a), b)), dgamma, dbeta];
}
