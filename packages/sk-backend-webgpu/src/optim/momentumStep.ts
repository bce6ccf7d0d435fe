/**
 * Stochastic gradient descent with momentum on the buffers themselves, without temporary tensors and with few
 * dispatches.
 */
import { type MomentumStep, type WeightStep, weightSteps } from 'sk-core';
import { chunks } from '../gpu/chunks.js';
import { work } from '../gpu/workspace.js';
import { momentumShader, momentumUniforms, mostWeights } from '../shaders/optim/momentumStep.js';
import { currentBackend, forgetValues, type WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { line } from '../wgsl/grid.js';
import { unshare } from './unshare.js';

/** Does sk-core's momentumStep. Buffers that other tensors share are replaced, not changed. */
export function momentumStep(step: MomentumStep): void {
  const { weights, velocities } = step;
  const backend = currentBackend();
  // This comes first, since it may run out of memory: no weight has been changed then.
  for (const variable of [...weights, ...velocities]) unshare(backend, variable);
  const filled = weightSteps(step).filter(({ weight }) => weight.size > 0);
  for (const vector of [true, false]) {
    stepAll(
      backend,
      step,
      filled.filter(({ weight }) => (weight.size % 4 === 0) === vector),
      vector,
    );
  }
}

/**
 * Steps all given weights.
 *
 * @param vector Whether all sizes are multiples of four.
 */
function stepAll(
  backend: WebGPUBackend,
  rates: MomentumStep,
  all: readonly WeightStep[],
  vector: boolean,
): void {
  const { maxStorageBuffersPerShaderStage: buffers } = backend.device.limits;
  const { learningRate, momentum, nesterov } = rates;
  const rate = typeof learningRate === 'number' ? [] : [learningRate];
  for (const { items } of chunks(all, Math.min(mostWeights, Math.floor((buffers - rate.length) / 3)))) {
    const { uniforms, count } = momentumUniforms(
      { learningRate: typeof learningRate === 'number' ? learningRate : 0, momentum },
      items.map(({ weight, decay }) => ({ size: vector ? weight.size / 4 : weight.size, decay })),
    );
    const record = { weights: items.length, vector, nesterov, onDevice: rate.length > 0 };
    work('momentumStep', backend, (space) => {
      space.run(momentumShader, record, {
        inputs: [...items.map(({ gradient }) => gradient), ...rate],
        outputs: items.flatMap(({ weight, velocity }) => [weight, velocity]),
        uniforms,
        workgroups: line(count),
      });
    });
    for (const { weight, velocity } of items) {
      forgetValues(backend, weight.dataId);
      forgetValues(backend, velocity.dataId);
    }
  }
}
