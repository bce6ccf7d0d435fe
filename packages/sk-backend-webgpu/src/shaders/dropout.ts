/** Dropout by Philox-4x32-10: each thread draws the numbers of four values. */
import { builtins, lineIndex } from '../wgsl/grid.js';
import type { Shader } from '../wgsl/shader.js';

export const dropoutGroupSize = 256;

export interface DropoutRecord {
  /** Whether the size is a multiple of four. */
  readonly vector: boolean;
}

/** Drops values of x [count]. `step` [2] are the lower and the upper 16 bits of its number. */
export const dropoutShader: Shader<
  DropoutRecord,
  'count' | 'seed' | 'part' | 'call' | 'threshold' | 'scale'
> = {
  name: 'dropout',
  uniforms: ['count', 'seed', 'part', 'call', 'threshold'],
  floats: ['scale'],
  write: ({ vector }) => ({
    inputs: { x: vector ? 'vec4f' : 'f32', step: 'f32' },
    outputs: { y: vector ? 'vec4f' : 'f32' },
    code: `
fn highWord(a: u32, b: u32) -> u32 {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let middle0 = (a & 0xffffu) * (b >> 16u);
  let middle1 = (a >> 16u) * (b & 0xffffu);
  let carry = ((low >> 16u) + (middle0 & 0xffffu) + (middle1 & 0xffffu)) >> 16u;
  return (a >> 16u) * (b >> 16u) + (middle0 >> 16u) + (middle1 >> 16u) + carry;
}

fn philox(counter: vec4u, seed: u32) -> vec4u {
  var c = counter;
  var key = vec2u(seed, 0u);
  for (var round = 0u; round < 10u; round++) {
    c = vec4u(
      highWord(0xcd9e8d57u, c.z) ^ c.y ^ key.x,
      0xcd9e8d57u * c.z,
      highWord(0xd2511f53u, c.x) ^ c.w ^ key.y,
      0xd2511f53u * c.x,
    );
    key += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}

@compute @workgroup_size(${dropoutGroupSize})
fn main(${builtins}) {
  let index = (${lineIndex}) * ${dropoutGroupSize}u + local;
  if (4u * index >= u.count) { return; }
  let number = u32(step[0]) | (u32(step[1]) << 16u);
  let kept = (philox(vec4u(index, u.part, number, u.call), u.seed) >> vec4u(8u)) >= vec4u(u.threshold);
  ${
    vector
      ? 'y[index] = select(vec4f(0.0), x[index] * u.scale, kept);'
      : `for (var i = 0u; i < min(4u, u.count - 4u * index); i++) {
    y[4u * index + i] = select(0.0, x[4u * index + i] * u.scale, kept[i]);
  }`
  }
}`,
  }),
};
