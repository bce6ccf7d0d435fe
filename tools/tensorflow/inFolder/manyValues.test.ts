/** Kernels that compute few values in another way than many find the same: in JavaScript, or by other operations of TensorFlow. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-node/node';
import {
  attend,
  attendBackprop,
  batchNormAddRelu,
  batchNormAddReluBackprop,
  batchNormTraining,
  batchNormTrainingBackprop,
  branchSoftmax,
  branchSoftmaxBackprop,
  fuse,
  select,
  selectBackpropAttention,
  selectFuseBackprop,
} from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => start());

const draw = (shape: number[], seed: number): tf.Tensor =>
  tf.randomNormal(shape, 0, 1, 'float32', seed) as tf.Tensor;

/** Returns what a function finds for all images, and what it finds for each of `parts` parts of them, joined. */
function wholeAndParts(
  images: readonly tf.Tensor[],
  parts: number,
  find: (images: readonly tf.Tensor[]) => tf.Tensor,
): readonly [whole: tf.Tensor, joined: tf.Tensor] {
  const pieces = images.map((tensor) => tf.split(tensor, parts));
  const found = Array.from({ length: parts }, (_, i) => find(pieces.flatMap((of) => of.slice(i, i + 1))));
  return [find(images), tf.concat(found)];
}

const expectClose = ([whole, joined]: readonly [tf.Tensor, tf.Tensor]): void => {
  expect(whole.shape).toEqual(joined.shape);
  expect(tf.max(tf.abs(tf.sub(whole, joined))).dataSync()[0]).toBeLessThan(1e-4);
};

it('the softmax over branches of many images is that of few, and so are its gradient and what it selects', () => {
  tf.tidy(() => {
    const [n, m, c] = [64, 3, 256];
    const [logits, dy] = [draw([n, m, c], 1), draw([n, m, c], 2)];
    const branches = [3, 4, 5].map((seed) => draw([n, 1, 1, c], seed));
    const attention = branchSoftmax({ logits });
    expectClose(wholeAndParts([logits], 16, ([part = logits]) => branchSoftmax({ logits: part })));
    expectClose(
      wholeAndParts([attention, dy], 16, ([a = attention, b = dy]) =>
        branchSoftmaxBackprop({ attention: a, dy: b }),
      ),
    );
    expectClose(
      wholeAndParts([attention, ...branches], 16, ([a = attention, ...us]) =>
        select({ branches: us, attention: a }),
      ),
    );
  });
});

it('attention of a batch that is there sixteen times is that of the batch, and its gradients are those of sixteen', () => {
  tf.tidy(() => {
    const [n, c, d, times] = [5, 256, 32, 16];
    const weights = {
      ...{ squeeze: draw([c, d], 1), gamma: draw([d], 2), beta: draw([d], 3), expand: draw([d, 2 * c], 4) },
    };
    const [s, dattention] = [tf.mul(draw([n, c], 5), 0.1), draw([n, 2, c], 6)];
    const both = (copies: number): readonly tf.Tensor[] => {
      const repeated = (tensor: tf.Tensor): tf.Tensor =>
        tf.tile(tensor, [copies, ...tensor.shape.slice(1).map(() => 1)]);
      const inputs = { s: repeated(s), ...weights };
      const found = attend(inputs, { epsilon: 0.1 });
      const gradients = attendBackprop(
        { ...inputs, ...found, dattention: repeated(dattention) },
        { epsilon: 0.1 },
      );
      const { ds, ...ofWeights } = gradients;
      const ofImages = [found.attention, found.hidden, found.compact, ds];
      return [
        ...ofImages.map((tensor) => tf.slice(tensor, 0, n)),
        ...[found.mean, found.variance],
        ...Object.values(ofWeights).map((tensor) => tf.div(tensor, copies)),
      ];
    };
    const few = both(1);
    for (const [i, many] of both(times).entries()) {
      const scale = tf.max(tf.abs(many));
      expectClose([tf.div(many, scale), tf.div(few[i] ?? many, scale)]);
      expect(few[i]).toBeDefined();
    }
  });
});

it('the batch norm of inference of many images is that of few', () => {
  tf.tidy(() => {
    const c = 64;
    const vector = (seed: number): tf.Tensor1D => tf.randomNormal([c], 0, 1, 'float32', seed);
    const [mean, offset, scale] = [vector(1), vector(2), vector(3)];
    const variance = tf.add(tf.square(vector(4)), 0.1) as tf.Tensor1D;
    const x = draw([16, 16, 16, c], 5);
    const norm = (part: tf.Tensor, shift?: tf.Tensor1D, factor?: tf.Tensor1D): tf.Tensor =>
      tf.batchNorm(part, mean, variance, shift, factor, 1e-3);
    for (const [shift, factor] of [[], [offset], [undefined, scale], [offset, scale]]) {
      expectClose(wholeAndParts([x], 16, ([part = x]) => norm(part, shift, factor)));
    }
  });
});

describe('what several threads compute together', () => {
  const shape = [4, 32, 32, 64];
  const channels = 64;
  const vector = (seed: number): tf.Tensor => draw([channels], seed);
  const epsilon = 1e-3;
  const found: tf.Tensor[] = [];

  /** Computes each operation, and expects what the other functions find by other operations. */
  const expectOf = (outputs: readonly tf.Tensor[], wanted: readonly tf.Tensor[]): void => {
    expect(outputs).toHaveLength(wanted.length);
    for (const [i, output] of outputs.entries()) {
      const target = wanted[i] ?? tf.zerosLike(output);
      expectClose([tf.div(output, tf.max(tf.abs(target))), tf.div(target, tf.max(tf.abs(target)))]);
      found.push(tf.keep(tf.clone(output)));
    }
  };

  it.each([true, false])('the batch norm and its gradient, ReLU %s', (relu) => {
    tf.tidy(() => {
      const inputs = { x: tf.add(draw(shape, 1), 3), gamma: vector(2), beta: vector(3) };
      const { mean, variance, y } = batchNormTraining(inputs, { epsilon, relu });
      const composite = batchNormTraining.spec.composite(inputs, { epsilon, relu });
      expectOf([y, mean, variance], [composite.y, composite.mean, composite.variance]);
      const back = { ...inputs, mean, variance, dy: draw(shape, 4), dmean: vector(5), dvariance: vector(6) };
      const { dx, dgamma, dbeta } = batchNormTrainingBackprop(back, { epsilon, relu });
      const wanted = batchNormTrainingBackprop.spec.composite(back, { epsilon, relu });
      expectOf([dx, dgamma, dbeta], [wanted.dx, wanted.dgamma, wanted.dbeta]);
    });
  });

  it('the end of a residual unit and its gradient', () => {
    tf.tidy(() => {
      const inputs = { x: draw(shape, 1), gamma: vector(2), beta: vector(3) };
      const addend = draw(shape, 4);
      const { y, mean, variance } = batchNormAddRelu({ ...inputs, addend }, { epsilon });
      const plain = batchNormTraining.spec.composite(inputs, { epsilon, relu: false });
      expectOf([y, mean, variance], [tf.relu(tf.add(plain.y, addend)), plain.mean, plain.variance]);
      const back = { ...inputs, mean, variance, dmean: vector(5), dvariance: vector(6) };
      const dy = draw(shape, 7);
      const { dx, dgamma, dbeta, daddend } = batchNormAddReluBackprop({ ...back, y, dy }, { epsilon });
      const passed = tf.mul(dy, tf.step(y));
      const wanted = batchNormTrainingBackprop.spec.composite(
        { ...back, dy: passed },
        { epsilon, relu: false },
      );
      expectOf([dx, dgamma, dbeta, daddend], [wanted.dx, wanted.dgamma, wanted.dbeta, passed]);
    });
  });

  it('fuse, select and their gradients', () => {
    tf.tidy(() => {
      const branches = [1, 2, 3].map((seed) => draw(shape, seed));
      const [dy, attention, ds] = [draw(shape, 4), draw([4, 3, channels], 5), draw([4, channels], 6)];
      expectOf([fuse({ branches })], [fuse.spec.composite({ branches }, {})]);
      expectOf([select({ branches, attention })], [select.spec.composite({ branches, attention }, {})]);
      expectOf(
        [selectBackpropAttention({ branches, dy })],
        [selectBackpropAttention.spec.composite({ branches, dy }, {})],
      );
      const { first, second } = selectFuseBackprop({ dy, attention, ds }, { branch: 1 });
      const wanted = selectFuseBackprop.spec.composite({ dy, attention, ds }, { branch: 1 });
      expectOf([first, second], [wanted.first, wanted.second]);
    });
  });

  it('means of 70,000 images of one pixel', () => {
    tf.tidy(() => {
      const branches = [1, 2].map((seed) => draw([70_000, 1, 1, 2], seed));
      expectOf([fuse({ branches })], [fuse.spec.composite({ branches }, {})]);
    });
  });

  it('the gradient of max pooling, by images', () => {
    tf.tidy(() => {
      const x = draw(shape, 1);
      const gradientOf = tf.grad((t: tf.Tensor) => tf.maxPool(t as tf.Tensor4D, 3, 2, 1));
      expectOf([gradientOf(x)], [tf.concat(tf.split(x, 4).map((image) => gradientOf(image)))]);
    });
  });

  it('has bits that SK_BITS names a file for', () => {
    const hash = createHash('sha256');
    for (const tensor of found) hash.update(tensor.dataSync());
    expect(found).toHaveLength(26);
    tf.dispose(found);
    writeFileSync(process.env['SK_BITS'] ?? '/dev/null', hash.digest('hex'));
  });
});
