/** The decision whether a step may change anything. */
import type { Shader } from '../../wgsl/shader.js';

/** The shader, of one thread. Input loss; outputs failures, in place, and gate. */
export const gateShader: Shader<Record<never, never>> = {
  name: 'gate',
  uniforms: [],
  write: () => ({
    inputs: { loss: 'f32' },
    outputs: { failures: 'f32', gate: 'f32' },
    // Compilers may assume that there are no infinite numbers and no NaN: the bits tell.
    code: `
@compute @workgroup_size(1)
fn main() {
  let isFinite = (bitcast<u32>(loss[0]) & 0x7f800000u) != 0x7f800000u;
  let mayChange = isFinite && failures[0] == 0.0;
  if (!mayChange) { failures[0] = failures[0] + 1.0; }
  gate[0] = select(0.0, 1.0, mayChange);
}`,
  }),
};
