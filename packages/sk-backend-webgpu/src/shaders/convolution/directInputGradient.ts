/**
 * The gradient of a direct convolution with respect to its input. A thread makes four neighbouring channels of
 * several pixels that are a stride apart: the same taps reach all of them.
 */
import { builtins, lineIndex } from '../../wgsl/grid.js';
import type { Shader } from '../../wgsl/shader.js';
import { type ConvUniform, convUniforms, signedSizes } from './convUniforms.js';
import { type DirectRecord, directPixels, directThreads } from './directForward.js';
import { type Epilogue, epilogueInputs, finishFunction } from './epilogue.js';

/**
 * The shader. Inputs dy, weights, then those of the epilogue. One thread for each vector of each `directPixels` pixels of one remainder of a row.
 */
export const directInputGradientShader: Shader<
  DirectRecord & { readonly epilogue: Epilogue },
  ConvUniform | 'threads' | 'blocks'
> = {
  name: 'convDirectInputGradient',
  uniforms: [...convUniforms, 'threads', 'blocks'],
  write: ({ kernel: [kh, kw], channelVectors, filterVectors, epilogue }) => ({
    inputs: { dy: 'vec4f', weights: 'vec4f', ...epilogueInputs(epilogue, 'vec4f') },
    outputs: { dx: 'vec4f' },
    code: `
${signedSizes}
${finishFunction(epilogue, 'vec4f')}

@compute @workgroup_size(${directThreads})
fn main(${builtins}) {
  let index = (${lineIndex}) * ${directThreads}u + local;
  if (index >= u.threads) { return; }
  let vectors = u.channels / 4u;
  let vector = index % vectors;
  let block = index / vectors;
  let remainder = (block / u.blocks) % u.strideX;
  let column = (block % u.blocks) * ${directPixels}u * u.strideX + remainder;
  let row = block / (u.blocks * u.strideX);
  let image = row / u.height;
  let reach = vec2i(i32(row % u.height), i32(column)) + padding();
  let outVectors = u.filters / 4u;
  let firstOut = ${channelVectors === 0 ? 'vector' : `(vector / ${channelVectors}u) * ${filterVectors}u`};
  ${each((p) => `var sum${p} = vec4f();`)}
  for (var i = 0; i < ${kh}; i++) {
    let down = reach.x - i * dilation().x;
    if (down < 0 || down % stride().x != 0 || down / stride().x >= outSize().x) { continue; }
    let line = (image * u.outHeight + u32(down / stride().x)) * u.outWidth;
    for (var j = 0; j < ${kw}; j++) {
      // One more stride, so that the remainder of a negative number is that of a positive one.
      let across = reach.y - j * dilation().y;
      let shifted = across + ${kw} * dilation().y * stride().y;
      if (shifted % stride().y != 0) { continue; }
      let left = shifted / stride().y - ${kw} * dilation().y;
      let tap = u32(i * ${kw} + j);
      ${each((p) => `let isIn${p} = left + ${p} >= 0 && left + ${p} < outSize().y;`)}
      ${channelVectors === 0 ? depthwiseTap : groupedTap(channelVectors, filterVectors)}
    }
  }
  let first = row * u.width + column;
  ${each(
    (p) =>
      `if (column + ${p}u * u.strideX < u.width) {
    let at${p} = (first + ${p}u * u.strideX) * vectors + vector;
    dx[at${p}] = finish(sum${p}, at${p}, vector);
  }`,
  )}
}`,
  }),
};

const depthwiseTap = `
      let weight = weights[tap * vectors + vector];
      ${each((p) => `if (isIn${p}) { sum${p} += weight * dy[(line + u32(left + ${p})) * outVectors + firstOut]; }`)}`;

const groupedTap = (channelVectors: number, filterVectors: number): string => `
      let channel = (vector % ${channelVectors}u) * 4u;
      for (var f = 0u; f < ${filterVectors}u; f++) {
        let at = (tap * ${channelVectors * 4}u + channel) * outVectors + firstOut + f;
        let w0 = weights[at];
        let w1 = weights[at + outVectors];
        let w2 = weights[at + 2u * outVectors];
        let w3 = weights[at + 3u * outVectors];
        let tx = vec4f(w0.x, w1.x, w2.x, w3.x);
        let ty = vec4f(w0.y, w1.y, w2.y, w3.y);
        let tz = vec4f(w0.z, w1.z, w2.z, w3.z);
        let tw = vec4f(w0.w, w1.w, w2.w, w3.w);
        ${each(
          (p) => `if (isIn${p}) {
          let value = dy[(line + u32(left + ${p})) * outVectors + firstOut + f];
          sum${p} += value.x * tx;
          sum${p} += value.y * ty;
          sum${p} += value.z * tz;
          sum${p} += value.w * tw;
        }`,
        )}
      }`;

function each(of: (pixel: number) => string): string {
  return Array.from({ length: directPixels }, (_, pixel) => of(pixel)).join('\n      ');
}
