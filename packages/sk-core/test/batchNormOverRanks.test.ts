/** Batch norms that see the batch of all ranks, against one that sees it alone. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { batchNormOverRanks, batchNormTraining, elementAt, type Ranks } from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/**
 * Members whose sums are known from an earlier turn: the first call of a turn sends what follows from its own values alone,
 * and each later one what follows from the sums before it. So as many turns as calls give all sums, without threads.
 */
class Meeting {
  readonly #sent = new Map<string, Float32Array>();
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  member(rank: number): Ranks {
    let call = 0;
    const allreduceSync = (values: Float32Array): boolean => {
      this.#sent.set(`${rank} ${call}`, values.slice());
      for (let other = 0; other < this.#size; other++) {
        const theirs = other === rank ? undefined : this.#sent.get(`${other} ${call}`);
        theirs?.forEach((value, i) => {
          values[i] = elementAt(values, i) + value;
        });
      }
      call++;
      return true;
    };
    const place = { rank, size: this.#size, localRank: rank, localSize: this.#size };
    return { engine: 'test', ...place, allreduceSync } as Partial<Ranks> as Ranks;
  }
}

const channels = 3;
const noise = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

describe('batchNormOverRanks', () => {
  it.each([
    { relu: false, sizes: [4, 4] },
    { relu: true, sizes: [2, 3, 1] },
  ])('%j: outputs and gradients are those of the whole batch', async ({ relu, sizes }) => {
    const attrs = { epsilon: 1e-3, relu };
    const count = sizes.reduce((a, b) => a + b, 0);
    const before = tf.memory().numTensors;
    const x = tf.tidy(() =>
      tf.add(tf.mul(noise([count, 2, 2, channels], 1), tf.tensor1d([1, 5, 0.2])), [3, -20, 100]),
    );
    const dy = noise([count, 2, 2, channels], 2);
    const [gamma, beta] = [tf.tensor1d([1, -2, 0.5]), tf.tensor1d([0.1, 0.2, -0.3])];
    const gradients = (
      run: (inputs: { x: tf.Tensor; gamma: tf.Tensor; beta: tf.Tensor }) => tf.Tensor,
      part: tf.Tensor,
      weights: tf.Tensor,
    ): tf.Tensor[] =>
      // The loss is a mean over images: each rank has that over its own.
      tf.tidy(() =>
        tf.grads((x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => run({ x, gamma, beta }))(
          [part, gamma, beta],
          tf.div(weights, elementAt(part.shape, 0)),
        ),
      );

    const whole = batchNormTraining({ x, gamma, beta }, attrs);
    const [dx, dgamma, dbeta] = gradients((inputs) => batchNormTraining(inputs, attrs).y, x, dy) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const parts = tf.split(x, [...sizes]);
    const weights = tf.split(dy, [...sizes]);
    const meeting = new Meeting(sizes.length);
    const turn = (): tf.Tensor[][] =>
      sizes.map((_, rank) => {
        const ranks = meeting.member(rank);
        const run = (inputs: { x: tf.Tensor; gamma: tf.Tensor; beta: tf.Tensor }): tf.Tensor =>
          tf.tidy(() => batchNormOverRanks(inputs, attrs, ranks).y);
        return gradients(run, elementAt(parts, rank), elementAt(weights, rank));
      });
    tf.dispose([turn(), turn()]);
    const found = turn();
    const outputs = sizes.map((_, rank) =>
      batchNormOverRanks({ x: elementAt(parts, rank), gamma, beta }, attrs, meeting.member(rank)),
    );
    expect(outputs.map(({ count: values }) => values)).toEqual(sizes.map(() => 4 * count));
    tf.tidy(() => {
      const near = (a: tf.Tensor, b: tf.Tensor): void =>
        expect(tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]).toBeLessThan(
          2e-5 * Math.max(1, tf.max(tf.abs(b)).dataSync()[0] ?? 1),
        );
      near(tf.concat(outputs.map(({ y }) => y)), whole.y);
      for (const { mean, variance } of outputs) {
        near(mean, whole.mean);
        near(variance, whole.variance);
      }
      // An exchange of gradients takes their mean, weighted by the images of each rank.
      const share = (rank: number): number => elementAt(sizes, rank) / count;
      near(tf.concat(found.map((of, rank) => tf.mul(elementAt(of, 0), share(rank)))), dx);
      const total = (which: 1 | 2): tf.Tensor =>
        tf.addN(found.map((of, rank) => tf.mul(elementAt(of, which), share(rank))));
      near(total(1), dgamma);
      near(total(2), dbeta);
    });
    tf.dispose([x, dy, gamma, beta, whole, dx, dgamma, dbeta, parts, weights, found, outputs]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
