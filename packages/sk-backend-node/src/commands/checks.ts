/** One call of each kernel of this package, in the forms that TensorFlow computes in different ways. */
import * as tf from '@tensorflow/tfjs-core';
import {
  type Arguments,
  batchNormAddRelu,
  batchNormAddReluBackprop,
  batchNormTraining,
  batchNormTrainingBackprop,
  fuse,
  fusedGroupedConv2d,
  type GroupedConv2dAttrs,
  groupedConv2d,
  groupedConv2dBackpropFilter,
  groupedConv2dBackpropInput,
  type Inputs,
  type Op,
  type Outputs,
  select,
  selectBackpropAttention,
  selectFuseBackprop,
} from 'sk-core';

interface Check {
  readonly name: string;
  /** Runs it and returns the largest difference, as a part of the largest value. */
  readonly largestError: () => number;
}

const values = (shape: number[], seed: number): tf.Tensor => tf.randomUniform(shape, -1, 1, 'float32', seed);

const check = (name: string, computed: () => tf.Tensor[], wanted: () => tf.Tensor[]): Check => ({
  name,
  largestError: () =>
    tf.tidy(() => {
      const expected = wanted();
      const errors = computed().map((y, i) => {
        const target = expected[i] ?? tf.scalar(Number.NaN);
        const largest = Math.max(...tf.abs(target).dataSync(), Number.MIN_VALUE);
        return Math.max(...tf.abs(tf.sub(y, target)).dataSync()) / largest;
      });
      return Math.max(...errors);
    }),
});

const ofOp = <In extends Inputs, A extends object, Out extends Outputs>(
  name: string,
  op: Op<In, A, Out>,
  inputs: () => In,
  attrs: NoInfer<A>,
): Check => {
  const tensors = (out: Out): tf.Tensor[] => (out instanceof tf.Tensor ? [out] : Object.values(out));
  return check(
    name,
    () => tensors(op(...([inputs(), attrs] as Arguments<In, A>))),
    () => tensors(op.spec.composite(inputs(), attrs)),
  );
};

const convolutions: Readonly<Record<string, GroupedConv2dAttrs & { readonly filter: [number, number] }>> = {
  'grouped 3x3, dilated, strided': {
    filter: [3, 4],
    groups: 2,
    strides: [2, 2],
    dilations: [3, 3],
    pads: [3, 3, 3, 3],
  },
  'depthwise 3x3, dilated': {
    filter: [3, 1],
    groups: 8,
    strides: [1, 1],
    dilations: [2, 2],
    pads: [2, 2, 2, 2],
  },
  '1x1, strided': { filter: [1, 8], groups: 1, strides: [2, 2], dilations: [1, 1], pads: [0, 0, 0, 0] },
};

const epsilon = 1e-3;
const imageShape = [4, 5, 5, 6];
const ofChannels = (seed: number): tf.Tensor => values([6], seed);

const pass = () => ({ x: values(imageShape, 1), gamma: ofChannels(2), beta: ofChannels(3) });

function backwardPass() {
  const inputs = pass();
  const { mean, variance } = tf.moments(inputs.x, [0, 1, 2]);
  const [dmean, dvariance] = [ofChannels(4), ofChannels(5)];
  return { ...inputs, mean, variance, dy: values(imageShape, 6), dmean, dvariance };
}

function inference() {
  const { x, gamma, beta } = pass();
  const variance = tf.add(ofChannels(5), 2) as tf.Tensor1D;
  return [
    x,
    ofChannels(4) as tf.Tensor1D,
    variance,
    beta as tf.Tensor1D,
    gamma as tf.Tensor1D,
    epsilon,
  ] as const;
}

const branches = (): tf.Tensor[] => [1, 2, 3].map((seed) => values(imageShape, seed));
const attention = (): tf.Tensor => values([4, 3, 6], 5);

export const checks: readonly Check[] = [
  ...Object.entries(convolutions).flatMap(
    ([
      name,
      {
        filter: [kernel, perGroup],
        ...attrs
      },
    ]) => {
      const x = () => values([3, 12, 12, 8], 1);
      const filter = () => values([kernel, kernel, perGroup, 8], 2);
      const dy = () => values(groupedConv2d({ x: x(), filter: filter() }, attrs).shape, 3);
      return [
        ofOp(`convolution, ${name}`, groupedConv2d, () => ({ x: x(), filter: filter() }), attrs),
        ofOp(
          `convolution with bias and ReLU, ${name}`,
          fusedGroupedConv2d,
          () => ({ x: x(), filter: filter(), bias: values([8], 4), addends: [dy()] }),
          { ...attrs, activation: 'relu' },
        ),
        ofOp(`input gradient, ${name}`, groupedConv2dBackpropInput, () => ({ dy: dy(), filter: filter() }), {
          ...attrs,
          shape: [3, 12, 12, 8],
        }),
        ofOp(`filter gradient, ${name}`, groupedConv2dBackpropFilter, () => ({ x: x(), dy: dy() }), {
          ...attrs,
          shape: [kernel, kernel, perGroup, 8],
        }),
      ];
    },
  ),
  ofOp('batch norm', batchNormTraining, () => pass(), { epsilon, relu: true }),
  ofOp('gradient of the batch norm', batchNormTrainingBackprop, () => backwardPass(), {
    epsilon,
    relu: true,
  }),
  ofOp('batch norm of a sum', batchNormAddRelu, () => ({ ...pass(), addend: values(imageShape, 7) }), {
    epsilon,
  }),
  ofOp(
    'gradient of the batch norm of a sum',
    batchNormAddReluBackprop,
    () => ({ ...backwardPass(), y: values(imageShape, 7) }),
    { epsilon },
  ),
  check(
    'batch norm of inference',
    () => [tf.batchNorm(...inference())],
    () => {
      const [x, mean, variance, offset, scale, added] = inference();
      return [tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, added))), scale), offset)];
    },
  ),
  ofOp('fuse', fuse, () => ({ branches: branches() }), {}),
  ofOp('select', select, () => ({ branches: branches(), attention: attention() }), {}),
  ofOp(
    'gradient of attention',
    selectBackpropAttention,
    () => ({ branches: branches(), dy: values(imageShape, 4) }),
    {},
  ),
  ofOp(
    'gradients of branches',
    selectFuseBackprop,
    () => ({ dy: values(imageShape, 4), attention: attention(), ds: values([4, 6], 5) }),
    { branch: 1 },
  ),
  check(
    'max pooling, padded by numbers',
    () => {
      const x = values([2, 7, 7, 4], 1) as tf.Tensor4D;
      return [tf.maxPool(x, 3, 2, 1), tf.grad((t: tf.Tensor) => tf.maxPool(t as tf.Tensor4D, 3, 2, 1))(x)];
    },
    () => {
      const x = values([2, 7, 7, 4], 1) as tf.Tensor4D;
      // Twice above the least value, so that the pads never win.
      const pooled = (t: tf.Tensor): tf.Tensor =>
        tf.sub(
          tf.maxPool(
            tf.pad(tf.add(t, 2), [
              [0, 0],
              [1, 1],
              [1, 1],
              [0, 0],
            ]) as tf.Tensor4D,
            3,
            2,
            'valid',
          ),
          2,
        );
      return [pooled(x), tf.grad(pooled)(x)];
    },
  ),
];
