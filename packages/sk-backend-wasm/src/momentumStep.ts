/** Stochastic gradient descent with momentum on the heap itself, in one pass without temporary tensors. */
import type { TensorInfo, Variable } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type MomentumStep, momentumStepComposite, weightSteps } from 'sk-core';
import { type BackendWasm, dataOf, renew } from './heap/tfjsBackend.js';
import { work } from './heap/workspace.js';

/** Does sk-core's momentumStep. Buffers that other tensors share are replaced, not changed. */
export function momentumStep(step: MomentumStep): void {
  const { weights, velocities, learningRate, momentum, nesterov } = step;
  if (typeof learningRate !== 'number') {
    momentumStepComposite(step);
    return;
  }
  const backend = tf.backend() as BackendWasm;
  // This comes first, since it may run out of memory: no weight has been changed then.
  for (const variable of [...weights, ...velocities]) unshare(backend, variable);
  for (const { weight, velocity, gradient, decay } of weightSteps(step)) {
    work('momentumStep', backend, (space) => {
      const [w, v] = [space.pointer(weight), space.pointer(velocity)];
      const g = space.pointer(gradient);
      const parts = space.ranges(weight.size, 4, weight.size / 2);
      space.run(
        'momentumStep',
        parts.map(({ begin, end }) => {
          const skip = begin * 4;
          const size = end - begin;
          return [w + skip, v + skip, g + skip, size, decay, learningRate, momentum, nesterov ? 1 : 0];
        }),
      );
    });
    renew(backend, weight.dataId, weight.size);
    renew(backend, velocity.dataId, velocity.size);
  }
}

function unshare(backend: BackendWasm, variable: Variable): void {
  if (dataOf(backend, variable.dataId).refCount <= 1) return;
  const copy: TensorInfo = work('momentumStep', backend, (space) => {
    const output = space.output(variable.shape);
    const [from, to] = [space.pointer(variable), space.pointer(output)];
    space.heap().copyWithin(to, from, from + variable.size * 4);
    return output;
  });
  const tensor = tf.engine().makeTensorFromTensorInfo(copy);
  variable.assign(tensor);
  tensor.dispose();
}
