/** Images as numbers, from their bytes: one thread for each number. */
import { builtins, lineIndex } from '../wgsl/grid.js';
import type { Shader } from '../wgsl/shader.js';

export const floatImagesGroupSize = 256;

/** Looks the bytes of images [count / (height * width * channels), height, width, channels] up in a table. */
export const floatImagesShader: Shader<Record<never, never>, 'count' | 'height' | 'width' | 'channels'> = {
  name: 'floatImages',
  uniforms: ['count', 'height', 'width', 'channels'],
  write: () => ({
    inputs: { words: 'i32', table: 'f32', placements: 'i32' },
    outputs: { y: 'f32' },
    code: `
@compute @workgroup_size(${floatImagesGroupSize})
fn main(${builtins}) {
  let index = (${lineIndex}) * ${floatImagesGroupSize}u + local;
  if (index >= u.count) { return; }
  let channel = index % u.channels;
  let pixel = index / u.channels;
  let image = pixel / (u.width * u.height);
  let size = vec2i(i32(u.width), i32(u.height));
  let to = vec2i(i32(pixel % u.width), i32(pixel / u.width % u.height));
  let mirrored = placements[3u * image + 2u] != 0;
  let moved = vec2i(placements[3u * image + 1u], placements[3u * image]);
  let source = vec2i(select(to.x, size.x - 1 - to.x, mirrored), to.y) - moved;
  if (any(source < vec2i(0)) || any(source >= size)) {
    y[index] = 0.0;
    return;
  }
  let at = ((image * u.height + u32(source.y)) * u.width + u32(source.x)) * u.channels + channel;
  let byte = (u32(words[at / 4u]) >> (8u * (at % 4u))) & 0xffu;
  y[index] = table[256u * channel + byte];
}`,
  }),
};
