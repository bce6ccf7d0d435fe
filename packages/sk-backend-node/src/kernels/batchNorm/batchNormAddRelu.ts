/** The end of a residual unit in training, and its gradient. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { batchNormAddRelu, batchNormAddReluBackprop } from 'sk-core';
import { capabilitiesOf } from '../../tensorflow/capabilities.js';
import { EagerOps } from '../../tensorflow/eagerOps.js';
import type { NodeBackend } from '../../tensorflow/nodeBackend.js';
import { gradients } from './backward.js';
import { asBefore, asImages, normalise } from './forward.js';
import { fusedAddReluGradients, fusedForward } from './fusedTraining.js';
import { isRectified, noteRectified } from './rectified.js';

export const batchNormAddReluKernels: readonly KernelConfig[] = [
  batchNormAddRelu.kernel('tensorflow', ({ addend, ...inputs }, { epsilon }, backend: NodeBackend) =>
    EagerOps.run(backend, (ops) => {
      if (capabilitiesOf(backend).fusedOperations) {
        return fusedForward(ops, inputs, [addend], { epsilon, relu: true });
      }
      const { x, gamma } = inputs;
      const { y: normalised, mean, variance } = normalise(ops, inputs, epsilon, backend);
      const sum = ops.relu(ops.add(normalised, asImages(ops, addend)));
      const y = ops.result(asBefore(ops, sum, x), x.shape);
      noteRectified(y);
      return { y, mean: ops.result(mean, gamma.shape), variance: ops.result(variance, gamma.shape) };
    }),
  ),
  batchNormAddReluBackprop.kernel('tensorflow', ({ y, dy, ...inputs }, { epsilon }, backend: NodeBackend) =>
    EagerOps.run(backend, (ops) => {
      if (capabilitiesOf(backend).fusedOperations) {
        return fusedAddReluGradients(ops, { y, dy, ...inputs }, epsilon, backend);
      }
      // ReluGrad would lose a NaN of y, which may stand at one pixel alone here.
      const positive = isRectified(y) ? ops.input(y) : ops.relu(ops.input(y));
      const passed = ops.one('Sign', [ops.float32()], [positive]);
      const daddend = ops.mul(ops.input(dy), passed);
      return {
        ...gradients(ops, asImages(ops, dy, daddend), inputs, epsilon, backend),
        daddend: ops.result(daddend, dy.shape),
      };
    }),
  ),
];
