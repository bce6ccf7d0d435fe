/** Checks the current backend: whether it computes what it should, and how fast. */
import * as tf from '@tensorflow/tfjs-core';
import { branchSoftmax, convAttrs, elementAt, fuse, groupedConv2d, select } from 'sk-core';

export interface Health {
  /** Rows and columns of the matrices. */
  readonly matmulSize: number;
  /** Billions of MACs a second. */
  readonly matmulGmacs: number;
  /** Forward and backward through one SK unit of two images. */
  readonly unitMilliseconds: number;
  /** Whether the unit's gradient is that of its loss, by finite differences. */
  readonly isRight: boolean;
}

const matmulSize = 256;

/** Times a product of matrices and an SK unit, and checks the gradient of the unit. */
export async function checkHealth(): Promise<Health> {
  const matmulSeconds = await medianSeconds(3, matmul());
  const { run, isRight } = unit();
  const unitSeconds = await medianSeconds(3, run);
  return {
    matmulSize,
    matmulGmacs: matmulSize ** 3 / matmulSeconds / 1e9,
    unitMilliseconds: unitSeconds * 1000,
    isRight: await isRight(),
  };
}

function matmul(): () => tf.Tensor {
  return () =>
    tf.tidy(() => tf.matMul(tf.fill([matmulSize, matmulSize], 0.5), tf.fill([matmulSize, matmulSize], 0.25)));
}

/** Two branches of 16 channels in 4 groups over 16 x 16 pixels; the loss is the mean square of what they select. */
function unit(): { run: () => tf.Tensor; isRight: () => Promise<boolean> } {
  const wave = (shape: number[], step: number): tf.Tensor => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return tf.tensor(
      Float32Array.from({ length: size }, (_, i) => Math.sin(i * step)),
      shape,
    );
  };
  const loss = (x: tf.Tensor, filter: tf.Tensor): tf.Scalar => {
    const branches = [1, 2].map((dilation) => {
      const attrs = convAttrs({ groups: 4, dilations: dilation, pad: 'same' }, x.shape, filter.shape);
      return tf.relu(groupedConv2d({ x, filter }, attrs));
    });
    const pooled = fuse({ branches });
    const logits = tf.stack([pooled, tf.mul(pooled, -1)], 1);
    const selected = select({ branches, attention: branchSoftmax({ logits }) });
    return tf.mean(tf.square(selected));
  };
  const images = (): tf.Tensor => wave([2, 16, 16, 16], 0.37);
  const weights = (): tf.Tensor => wave([3, 3, 4, 16], 0.71);
  return {
    run: () =>
      tf.tidy(() => {
        const x = images();
        return tf.grad((filter) => loss(x, filter))(weights());
      }),
    isRight: async () => {
      const step = 1e-2;
      const figures = tf.tidy(() => {
        const [x, filter] = [images(), weights()];
        const direction = wave(filter.shape, 1.3);
        const side = (sign: number): tf.Tensor => loss(x, tf.add(filter, tf.mul(direction, sign * step)));
        const gradient = tf.grad((changed) => loss(x, changed))(filter);
        return tf.stack([tf.sum(tf.mul(gradient, direction)), side(1), side(-1)]);
      });
      const values = await figures.data();
      figures.dispose();
      const [promised, up, down] = [elementAt(values, 0), elementAt(values, 1), elementAt(values, 2)];
      const measured = (up - down) / (2 * step);
      // Float32 and the kinks of the ReLU leave about a part in a thousand.
      return Math.abs(promised / measured - 1) < 0.02;
    },
  };
}

async function medianSeconds(runs: number, body: () => tf.Tensor): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i <= runs; i++) {
    const start = performance.now();
    const result = body();
    await result.data();
    result.dispose();
    times.push((performance.now() - start) / 1000);
  }
  // The first run starts things up.
  const warm = times.slice(1).sort((a, b) => a - b);
  return elementAt(warm, Math.floor(warm.length / 2));
}
