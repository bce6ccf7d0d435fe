/** The check of many tensors for values that are not finite, by few dispatches. */
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { chunks } from '../gpu/chunks.js';
import { work } from '../gpu/workspace.js';
import { finitePartsShader, finiteShader, finiteUniforms, mostChecked } from '../shaders/optim/areFinite.js';
import { currentBackend } from '../tfjs/tfjsBackend.js';
import { line } from '../wgsl/grid.js';

/** Does what {@link BackendPlugin} says of `areFinite`. */
export function areFinite(tensors: readonly Tensor[]): Tensor {
  const backend = currentBackend();
  const { maxStorageBuffersPerShaderStage: buffers } = backend.device.limits;
  let size = 0;
  const dispatches = chunks(tensors, Math.min(mostChecked, buffers - 1)).map(({ items }) => {
    const first = size;
    const { uniforms, count } = finiteUniforms(items.map((tensor) => tensor.size));
    size += count;
    return { inputs: items, uniforms: { ...uniforms, first }, workgroups: line(count) };
  });
  const info = work('areFinite', backend, (space) => {
    const flags = space.output([1]);
    const parts = space.scratch([size]);
    for (const call of dispatches) {
      space.run(finitePartsShader, { tensors: call.inputs.length }, { ...call, outputs: [parts] });
    }
    const workgroups = [1, 1, 1] as const;
    space.run(finiteShader, {}, { inputs: [parts], outputs: [flags], uniforms: { size }, workgroups });
    return flags;
  });
  return engine().makeTensorFromTensorInfo(info);
}
