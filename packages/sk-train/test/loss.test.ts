import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import { RandomStream } from 'sk-train';
import { beforeAll, describe, expect, it } from 'vitest';
import { meanCrossEntropy, scoreLogits } from '#internal';

const count = 6;
const classes = 7;
const stream = new RandomStream(3, 'data');
const logits = Float32Array.from({ length: count * classes }, () => stream.uniform(-4, 4));
const labels = Int32Array.from({ length: count }, () => stream.integer(classes));

/** In float64, straight from the definition. */
function reference(values: ArrayLike<number>, smoothing: number): { loss: number; gradient: number[] } {
  let loss = 0;
  const gradient: number[] = [];
  for (let n = 0; n < count; n++) {
    const row = Array.from({ length: classes }, (_, k) => values[n * classes + k] as number);
    const sum = row.reduce((total, value) => total + Math.exp(value), 0);
    row.forEach((value, k) => {
      const target = (labels[n] === k ? 1 - smoothing : 0) + smoothing / classes;
      loss -= (target * Math.log(Math.exp(value) / sum)) / count;
      gradient.push((Math.exp(value) / sum - target) / count);
    });
  }
  return { loss, gradient };
}

describe('meanCrossEntropy', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it.each([0, 0.1])('has the loss and gradient of float64 with label smoothing %f', (smoothing) => {
    const expected = reference(logits, smoothing);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.tensor2d(logits, [count, classes]);
      const y = tf.tensor1d(labels, 'int32');
      const { value, grad } = tf.valueAndGrad((input: tf.Tensor2D) => meanCrossEntropy(input, y, smoothing))(
        x,
      );
      // Float32 has seven digits; a sum of 42 terms keeps six.
      expect(value.dataSync()[0]).toBeCloseTo(expected.loss, 5);
      const gradient = Array.from(grad.dataSync());
      gradient.forEach((slope, i) => {
        expect(slope).toBeCloseTo(expected.gradient[i] as number, 6);
      });
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stays finite for logits of 10,000', () => {
    const loss = tf.tidy(
      () => meanCrossEntropy(tf.tensor2d([[10_000, -10_000]]), tf.tensor1d([1], 'int32')).dataSync()[0],
    );
    expect(loss).toBe(20_000);
  });

  it.each([-1, 2])('is NaN where a label is %i and there are two classes', (label) => {
    const loss = tf.tidy(
      () => meanCrossEntropy(tf.zeros([2, 2]), tf.tensor1d([0, label], 'int32')).dataSync()[0],
    );
    expect(loss).toBeNaN();
  });
});

describe('scoreLogits', () => {
  it('sums the losses of float64', () => {
    const { loss } = scoreLogits(logits, labels);
    expect(loss / count).toBeCloseTo(reference(logits, 0).loss, 10);
  });

  it('counts a class among the first five only where fewer than five are ahead', () => {
    const scores = Float32Array.from([6, 5, 4, 3, 2, 1]);
    const hits = Array.from({ length: 6 }, (_, label) => scoreLogits(scores, Int32Array.of(label)));
    expect(hits.map(({ top1 }) => top1)).toEqual([1, 0, 0, 0, 0, 0]);
    expect(hits.map(({ top5 }) => top5)).toEqual([1, 1, 1, 1, 1, 0]);
  });

  it('gives equal scores to the lower index, as argMax does', () => {
    const scores = Float32Array.from([1, 1]);
    expect(scoreLogits(scores, Int32Array.of(0)).top1).toBe(1);
    expect(scoreLogits(scores, Int32Array.of(1)).top1).toBe(0);
  });

  it('counts NaN as no hit', () => {
    expect(scoreLogits(Float32Array.of(Number.NaN, 0), Int32Array.of(0))).toMatchObject({ top1: 0, top5: 0 });
  });

  it('counts a label that there is no class for as no hit', () => {
    for (const label of [-1, 2]) {
      expect(scoreLogits(Float32Array.of(1, 0), Int32Array.of(label))).toEqual({
        loss: Number.NaN,
        top1: 0,
        top5: 0,
      });
    }
  });
});
