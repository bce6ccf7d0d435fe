/** Batch normalisation in training, with or without a ReLU, and its gradient through all three outputs. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { batchNormTraining, batchNormTrainingBackprop, elementAt } from 'sk-core';
import { capabilitiesOf } from '../../tensorflow/capabilities.js';
import { EagerOps } from '../../tensorflow/eagerOps.js';
import type { NodeBackend, TensorId } from '../../tensorflow/nodeBackend.js';
import { type BackwardInputs, gradients } from './backward.js';
import { asBefore, asImages, normalise, normaliseAgain } from './forward.js';
import { fusedForward, fusedGradients } from './fusedTraining.js';
import { keepOutput, outputOf } from './rectified.js';

export const batchNormKernels: readonly KernelConfig[] = [
  batchNormTraining.kernel('tensorflow', (inputs, { epsilon, relu }, backend: NodeBackend) =>
    EagerOps.run(backend, (ops) => {
      if (capabilitiesOf(backend).fusedOperations) return fusedForward(ops, inputs, [], { epsilon, relu });
      const { x, gamma } = inputs;
      const found = normalise(ops, inputs, epsilon, backend);
      const y = asBefore(ops, relu ? ops.relu(found.y) : found.y, x);
      const mean = ops.result(found.mean, gamma.shape);
      const variance = ops.result(found.variance, gamma.shape);
      if (relu) keepOutput(ops, { ...inputs, mean, variance }, epsilon, y, backend);
      return { y: ops.result(y, x.shape), mean, variance };
    }),
  ),
  batchNormTrainingBackprop.kernel('tensorflow', (inputs, { epsilon, relu }, backend: NodeBackend) =>
    EagerOps.run(backend, (ops) => {
      if (capabilitiesOf(backend).fusedOperations) {
        return fusedGradients(ops, inputs, { epsilon, relu }, backend);
      }
      const dy = asImages(ops, inputs.dy);
      if (!relu) return gradients(ops, dy, inputs, epsilon, backend);
      const kept = outputOf(inputs, epsilon, backend);
      // Before the ReLU the sign of y is the same.
      const y = kept === undefined ? normaliseAgain(ops, inputs, epsilon) : asImages(ops, inputs.x, kept);
      const g = ops.one('ReluGrad', [ops.float32()], [dy, y]);
      return gradients(ops, g, inputs, epsilon, backend, nanWhereLost(ops, y, inputs, kept !== undefined));
    }),
  ),
];

/**
 * Returns NaN for each channel whose y is NaN, and 0 for the others: ReluGrad takes a NaN for a value that the ReLU has cut
 * off. A statistic, gamma or beta that is NaN makes all of the channel NaN, so that its first pixel shows it.
 */
function nanWhereLost(
  ops: EagerOps,
  y: TensorId,
  { x, gamma }: BackwardInputs,
  isRectified: boolean,
): TensorId {
  const size = x.shape.reduce((a, b) => a * b, 1);
  const first = ops.slice(ops.reshape(y, [size]), [0], [elementAt(gamma.shape, 0)]);
  const positive = isRectified ? first : ops.relu(first);
  return ops.one('Minimum', [ops.float32()], [positive, ops.filled(0)]);
}
