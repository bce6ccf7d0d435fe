/**
 * Grouped convolutions with few channels a group, and depthwise ones. A thread makes four neighbouring filters of
 * several pixels in a row. Its weights serve all of the pixels, neighbouring threads read neighbouring channels, and
 * values that pixels share come out of the cache.
 */
import { builtins, lineIndex } from '../../wgsl/grid.js';
import type { Shader } from '../../wgsl/shader.js';
import { type ConvUniform, convUniforms, signedSizes } from './convUniforms.js';
import { type Epilogue, epilogueInputs, finishFunction } from './epilogue.js';

export const directThreads = 128;
/** Pixels of a thread, in a row. */
export const directPixels = 4;

export interface DirectRecord {
  readonly kernel: readonly [height: number, width: number];
  /** Vectors of four channels in a group; 0 where each channel is a group of its own, with one filter. */
  readonly channelVectors: number;
  /** Vectors of four filters in a group; 0 where each channel is a group of its own. */
  readonly filterVectors: number;
}

/**
 * The shader. Inputs x, weights, then those of the epilogue. One thread for each vector of each `directPixels` pixels
 * of a row.
 */
export const directForwardShader: Shader<
  DirectRecord & { readonly epilogue: Epilogue },
  ConvUniform | 'threads' | 'blocks'
> = {
  name: 'convDirect',
  uniforms: [...convUniforms, 'threads', 'blocks'],
  write: ({ kernel: [kh, kw], channelVectors, filterVectors, epilogue }) => ({
    inputs: { x: 'vec4f', weights: 'vec4f', ...epilogueInputs(epilogue, 'vec4f') },
    outputs: { y: 'vec4f' },
    code: `
${signedSizes}
${finishFunction(epilogue, 'vec4f')}

@compute @workgroup_size(${directThreads})
fn main(${builtins}) {
  let index = (${lineIndex}) * ${directThreads}u + local;
  if (index >= u.threads) { return; }
  let vectors = u.filters / 4u;
  let vector = index % vectors;
  let block = index / vectors;
  let column = (block % u.blocks) * ${directPixels}u;
  let row = block / u.blocks;
  let image = row / u.outHeight;
  let corner = vec2i(i32(row % u.outHeight), i32(column)) * stride() - padding();
  let inVectors = u.channels / 4u;
  let firstIn = ${channelVectors === 0 ? 'vector' : `(vector / ${filterVectors}u) * ${channelVectors}u`};
  ${each((p) => `var sum${p} = vec4f();`)}
  for (var i = 0; i < ${kh}; i++) {
    let y0 = corner.x + i * dilation().x;
    if (y0 < 0 || y0 >= size().x) { continue; }
    let line = (image * u.height + u32(y0)) * u.width;
    for (var j = 0; j < ${kw}; j++) {
      let left = corner.y + j * dilation().y;
      let tap = u32(i * ${kw} + j);
      ${each((p) => `let x${p} = left + ${p} * stride().y;`)}
      ${each((p) => `let isIn${p} = x${p} >= 0 && x${p} < size().y;`)}
      ${channelVectors === 0 ? depthwiseTap : groupedTap(channelVectors)}
    }
  }
  let first = row * u.outWidth + column;
  ${each(
    (p) => `if (column + ${p}u < u.outWidth) {
    let at = (first + ${p}u) * vectors + vector;
    y[at] = finish(sum${p}, at, vector);
  }`,
  )}
}`,
  }),
};

const depthwiseTap = `
      let weight = weights[tap * vectors + vector];
      ${each((p) => `if (isIn${p}) { sum${p} += weight * x[(line + u32(x${p})) * inVectors + firstIn]; }`)}`;

const groupedTap = (channelVectors: number): string => `
      for (var c = 0u; c < ${channelVectors}u; c++) {
        let at = (tap * ${channelVectors}u + c) * 4u * vectors + vector;
        let w0 = weights[at];
        let w1 = weights[at + vectors];
        let w2 = weights[at + 2u * vectors];
        let w3 = weights[at + 3u * vectors];
        ${each(
          (p) => `if (isIn${p}) {
          let value = x[(line + u32(x${p})) * inVectors + firstIn + c];
          sum${p} += value.x * w0;
          sum${p} += value.y * w1;
          sum${p} += value.z * w2;
          sum${p} += value.w * w3;
        }`,
        )}
      }`;

function each(of: (pixel: number) => string): string {
  return Array.from({ length: directPixels }, (_, pixel) => of(pixel)).join('\n      ');
}
