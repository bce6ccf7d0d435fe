/** The attention of SK units and its gradient: products by TensorFlow, and what is between them by JavaScript. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { attend, attendBackprop, branchSoftmax, branchSoftmaxBackprop } from 'sk-core';
import { EagerOps } from '../../tensorflow/eagerOps.js';
import { hostTensor, hostValues, isForHost } from '../../tensorflow/hostValues.js';
import type { NodeBackend } from '../../tensorflow/nodeBackend.js';
import { byComposite } from '../byComposite.js';
import { batchNormRelu, batchNormReluGradients } from '../host/batchNormRelu.js';
import { softmaxGradient, softmaxOf } from '../host/softmax.js';

export const attendKernels: readonly KernelConfig[] = [
  attend.kernel('tensorflow', (inputs, attrs, backend: NodeBackend) => {
    const { s, squeeze, gamma, beta, expand } = inputs;
    const { n, c, width, columns, isSmall } = sizesOf(s, expand, backend);
    if (!isSmall) return byComposite(attend, inputs, attrs);
    const values = (tensor: TensorInfo): Float32Array => hostValues(backend, tensor);
    return EagerOps.run(backend, (ops) => {
      const hidden = ops.result(ops.matMul(ops.input(s), ops.input(squeeze)), [n, width]);
      const found = batchNormRelu(values(hidden), values(gamma), values(beta), attrs.epsilon);
      const compact = hostTensor(backend, found.y, [n, width]);
      const logits = ops.values(ops.matMul(ops.input(compact), ops.input(expand)));
      const m = columns / c;
      return {
        attention: hostTensor(backend, softmaxOf(logits, m, c), [n, m, c]),
        hidden,
        compact,
        mean: hostTensor(backend, found.mean, [width]),
        variance: hostTensor(backend, found.variance, [width]),
      };
    });
  }),
  attendBackprop.kernel('tensorflow', (inputs, attrs, backend: NodeBackend) => {
    const { s, squeeze, gamma, beta, expand, hidden, compact, mean, variance, attention, dattention } =
      inputs;
    const { n, c, width, columns, isSmall } = sizesOf(s, expand, backend);
    if (!isSmall) return byComposite(attendBackprop, inputs, attrs);
    const values = (tensor: TensorInfo): Float32Array => hostValues(backend, tensor);
    return EagerOps.run(backend, (ops) => {
      const ofLogits = softmaxGradient(values(attention), values(dattention), columns / c, c);
      const dlogits = ops.floats(ofLogits, [n, columns]);
      const weight = ops.input(expand);
      const dy = ops.values(ops.matMul(dlogits, weight, { transposeB: true }));
      const pass = {
        ...{ x: values(hidden), gamma: values(gamma), mean: values(mean), variance: values(variance) },
        ...{ y: values(compact), dy },
      };
      const { dx, dgamma, dbeta } = batchNormReluGradients(pass, attrs.epsilon);
      const dhidden = ops.floats(dx, [n, width]);
      const ds = ops.matMul(dhidden, ops.input(squeeze), { transposeB: true });
      const dsqueeze = ops.matMul(ops.input(s), dhidden, { transposeA: true });
      const dexpand = ops.matMul(ops.input(compact), dlogits, { transposeA: true });
      return {
        ds: ops.result(ds, s.shape),
        dsqueeze: ops.result(dsqueeze, squeeze.shape),
        dgamma: hostTensor(backend, dgamma, gamma.shape),
        dbeta: hostTensor(backend, dbeta, beta.shape),
        dexpand: ops.result(dexpand, expand.shape),
      };
    });
  }),
  branchSoftmax.kernel('tensorflow', ({ logits }, attrs, backend: NodeBackend) => {
    const { shape } = logits;
    const [n = 0, m = 0, c = 0] = shape;
    if (!isForHost(backend, n * m * c)) return byComposite(branchSoftmax, { logits }, attrs);
    return hostTensor(backend, softmaxOf(hostValues(backend, logits), m, c), shape);
  }),
  branchSoftmaxBackprop.kernel('tensorflow', ({ attention, dy }, attrs, backend: NodeBackend) => {
    const { shape } = attention;
    const [n = 0, m = 0, c = 0] = shape;
    if (!isForHost(backend, n * m * c)) return byComposite(branchSoftmaxBackprop, { attention, dy }, attrs);
    const [a, b] = [hostValues(backend, attention), hostValues(backend, dy)];
    return hostTensor(backend, softmaxGradient(a, b, m, c), shape);
  }),
];

interface Sizes {
  readonly n: number;
  readonly c: number;
  readonly width: number;
  /** Columns of the second product: `c` for each branch. */
  readonly columns: number;
  /** Whether JavaScript computes what is between the products. */
  readonly isSmall: boolean;
}

function sizesOf(s: TensorInfo, expand: TensorInfo, backend: NodeBackend): Sizes {
  const [n = 0, c = 0] = s.shape;
  const [width = 0, columns = 0] = expand.shape;
  return { n, c, width, columns, isSmall: isForHost(backend, n * Math.max(width, columns)) };
}
