/** The sum of the slices of a filter gradient, in order. */
import { builtins, lineIndex } from '../../wgsl/grid.js';
import type { Element, Shader } from '../../wgsl/shader.js';

export const sumThreads = 128;

/** Computes total [size] from parts [slices, size], in vectors or numbers. */
export const sumSlicesShader: Shader<{ readonly element: Element }, 'size' | 'slices'> = {
  name: 'sumSlices',
  uniforms: ['size', 'slices'],
  write: ({ element }) => ({
    inputs: { parts: element },
    outputs: { total: element },
    code: `
@compute @workgroup_size(${sumThreads})
fn main(${builtins}) {
  let index = (${lineIndex}) * ${sumThreads}u + local;
  if (index >= u.size) { return; }
  var sum = parts[index];
  for (var slice = 1u; slice < u.slices; slice++) { sum += parts[slice * u.size + index]; }
  total[index] = sum;
}`,
  }),
};
