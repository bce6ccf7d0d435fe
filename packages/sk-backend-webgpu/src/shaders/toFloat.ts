/** Conversion of whole numbers to floats. */
import { builtins, lineIndex } from '../wgsl/grid.js';
import type { Shader } from '../wgsl/shader.js';

export const toFloatThreads = 128;

/** Computes y [size] from x [size] of 32-bit integers. */
export const toFloatShader: Shader<object, 'size'> = {
  name: 'toFloat',
  uniforms: ['size'],
  write: () => ({
    inputs: { x: 'i32' },
    outputs: { y: 'f32' },
    code: `
@compute @workgroup_size(${toFloatThreads})
fn main(${builtins}) {
  let index = (${lineIndex}) * ${toFloatThreads}u + local;
  if (index < u.size) { y[index] = f32(x[index]); }
}`,
  }),
};
