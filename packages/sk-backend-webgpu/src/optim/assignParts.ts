/** New values for many variables out of one tensor, by few dispatches. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { chunks } from '../gpu/chunks.js';
import { work } from '../gpu/workspace.js';
import { assignPartsShader, mostParts, partsUniforms } from '../shaders/optim/assignParts.js';
import { currentBackend, forgetValues } from '../tfjs/tfjsBackend.js';
import { line } from '../wgsl/grid.js';
import { unshare } from './unshare.js';

/** Does what {@link BackendPlugin} says of `assignParts`. Buffers that other tensors share are replaced, not changed. */
export function assignParts(values: Tensor, variables: readonly Variable[]): void {
  const backend = currentBackend();
  // This comes first, since it may run out of memory: nothing has been changed then.
  for (const variable of variables) unshare(backend, variable);
  let end = 0;
  const parts = variables.map((variable) => {
    const from = end;
    end += variable.size;
    return { variable, from, size: variable.size };
  });
  const { maxStorageBuffersPerShaderStage: buffers } = backend.device.limits;
  const filled = parts.filter(({ size }) => size > 0);
  for (const { items } of chunks(filled, Math.min(mostParts, buffers - 1))) {
    const { uniforms, count } = partsUniforms(items);
    const outputs = items.map(({ variable }) => variable);
    work('assignParts', backend, (space) => {
      const call = { inputs: [values], outputs, uniforms, workgroups: line(count) };
      space.run(assignPartsShader, { parts: items.length }, call);
    });
    for (const { dataId } of outputs) forgetValues(backend, dataId);
  }
}
