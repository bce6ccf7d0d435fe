/** Stochastic gradient descent with momentum on the buffers themselves: no temporary tensors, few dispatches. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { MomentumStep } from 'sk-core';
import { chunks } from '../gpu/chunks.js';
import { work } from '../gpu/workspace.js';
import { momentumShader, momentumUniforms, mostWeights } from '../shaders/momentumStep.js';
import { currentBackend, forgetValues, type WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { line } from '../wgsl/grid.js';
import { unshare } from './unshare.js';

interface Item {
  readonly weight: Variable;
  readonly velocity: Variable;
  readonly gradient: Tensor;
  readonly decay: number;
}

/** As sk-core's momentumStep. Buffers that other tensors share are replaced, not changed. */
export function momentumStep(step: MomentumStep): void {
  const { weights, velocities, gradients, weightDecays } = step;
  const backend = currentBackend();
  // First, since it may run out of memory: then no weight has been changed.
  for (const variable of [...weights, ...velocities]) unshare(backend, variable);
  const items = weights.map(
    (weight, i): Item => ({
      weight,
      velocity: velocities[i] as Variable,
      gradient: gradients[i] as Tensor,
      decay: weightDecays[i] as number,
    }),
  );
  const filled = items.filter(({ weight }) => weight.size > 0);
  for (const vector of [true, false]) {
    stepAll(
      backend,
      step,
      filled.filter(({ weight }) => (weight.size % 4 === 0) === vector),
      vector,
    );
  }
}

/** @param vector Whether all sizes are multiples of four. */
function stepAll(backend: WebGPUBackend, rates: MomentumStep, all: readonly Item[], vector: boolean): void {
  const { maxStorageBuffersPerShaderStage: buffers } = backend.device.limits;
  for (const { items } of chunks(all, Math.min(mostWeights, Math.floor(buffers / 3)))) {
    const { uniforms, count } = momentumUniforms(
      rates,
      items.map(({ weight, decay }) => ({ size: vector ? weight.size / 4 : weight.size, decay })),
    );
    const record = { weights: items.length, vector, nesterov: rates.nesterov };
    work('momentumStep', backend, (space) => {
      space.run(momentumShader, record, {
        inputs: items.map(({ gradient }) => gradient),
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
