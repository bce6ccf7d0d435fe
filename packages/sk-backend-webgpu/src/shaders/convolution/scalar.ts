/**
 * The convolution and its gradients for any number of channels a group: one thread for each result, one number at a
 * time.
 */
import { builtins, lineIndex } from '../../wgsl/grid.js';
import type { Shader } from '../../wgsl/shader.js';
import { type ConvUniform, convUniforms, signedSizes } from './convUniforms.js';
import { type Epilogue, epilogueInputs, finishFunction } from './epilogue.js';

export const scalarThreads = 128;

export interface ScalarRecord {
  readonly kernel: readonly [height: number, width: number];
}

/** The forward pass. Inputs x, weights, then those of the epilogue. */
export const scalarForwardShader: Shader<
  ScalarRecord & { readonly epilogue: Epilogue },
  ConvUniform | 'threads'
> = {
  name: 'convScalar',
  uniforms: [...convUniforms, 'threads'],
  write: ({ kernel: [kh, kw], epilogue }) => ({
    inputs: { x: 'f32', weights: 'f32', ...epilogueInputs(epilogue, 'f32') },
    outputs: { y: 'f32' },
    code: `
${signedSizes}
${finishFunction(epilogue, 'f32')}
${start}
  let channel = index % u.filters;
  let pixel = index / u.filters;
  let corner = vec2i(i32((pixel / u.outWidth) % u.outHeight), i32(pixel % u.outWidth)) * stride() - padding();
  let image = pixel / (u.outWidth * u.outHeight);
  let firstIn = (channel / u.filtersPerGroup) * u.channelsPerGroup;
  var sum = 0.0;
  for (var i = 0; i < ${kh}; i++) {
    for (var j = 0; j < ${kw}; j++) {
      let at = corner + vec2i(i, j) * dilation();
      if (!within(at, size())) { continue; }
      let origin = ((image * u.height + u32(at.x)) * u.width + u32(at.y)) * u.channels + firstIn;
      let weight = u32(i * ${kw} + j) * u.channelsPerGroup * u.filters + channel;
      for (var c = 0u; c < u.channelsPerGroup; c++) { sum += x[origin + c] * weights[weight + c * u.filters]; }
    }
  }
  y[index] = finish(sum, index, channel);
}`,
  }),
};

/** The gradient with respect to the input. Inputs dy, weights, then those of the epilogue. */
export const scalarInputGradientShader: Shader<
  ScalarRecord & { readonly epilogue: Epilogue },
  ConvUniform | 'threads'
> = {
  name: 'convScalarInputGradient',
  uniforms: [...convUniforms, 'threads'],
  write: ({ kernel: [kh, kw], epilogue }) => ({
    inputs: { dy: 'f32', weights: 'f32', ...epilogueInputs(epilogue, 'f32') },
    outputs: { dx: 'f32' },
    code: `
${signedSizes}
${finishFunction(epilogue, 'f32')}
${start}
  let channel = index % u.channels;
  let pixel = index / u.channels;
  let origin = vec2i(i32((pixel / u.width) % u.height), i32(pixel % u.width)) + padding();
  let image = pixel / (u.width * u.height);
  let firstOut = (channel / u.channelsPerGroup) * u.filtersPerGroup;
  var sum = 0.0;
  for (var i = 0; i < ${kh}; i++) {
    for (var j = 0; j < ${kw}; j++) {
      let reach = origin - vec2i(i, j) * dilation();
      if (any(reach < vec2i(0)) || any(reach % stride() != vec2i(0))) { continue; }
      let at = reach / stride();
      if (!within(at, outSize())) { continue; }
      let slope = ((image * u.outHeight + u32(at.x)) * u.outWidth + u32(at.y)) * u.filters + firstOut;
      let weight = (u32(i * ${kw} + j) * u.channelsPerGroup + channel % u.channelsPerGroup) * u.filters + firstOut;
      for (var f = 0u; f < u.filtersPerGroup; f++) { sum += dy[slope + f] * weights[weight + f]; }
    }
  }
  dx[index] = finish(sum, index, channel);
}`,
  }),
};

/**
 * The gradient with respect to the filter. Inputs x, dy. Output [slices, kh, kw, C / groups, O], each of `sliceRows`
 * rows of the output; a thread makes one value.
 */
export const scalarFilterGradientShader: Shader<ScalarRecord, ConvUniform | 'threads' | 'sliceRows'> = {
  name: 'convScalarFilterGradient',
  uniforms: [...convUniforms, 'threads', 'sliceRows'],
  write: ({ kernel: [kh, kw] }) => ({
    inputs: { x: 'f32', dy: 'f32' },
    outputs: { parts: 'f32' },
    code: `
${signedSizes}
${start}
  let filterIndex = index % u.filters;
  let c = (index / u.filters) % u.channelsPerGroup;
  let tap = (index / (u.filters * u.channelsPerGroup)) % ${kh * kw}u;
  let slice = index / (u.filters * u.channelsPerGroup * ${kh * kw}u);
  let channel = (filterIndex / u.filtersPerGroup) * u.channelsPerGroup + c;
  let offset = vec2i(i32(tap / ${kw}u), i32(tap % ${kw}u)) * dilation() - padding();
  let lastRow = min((slice + 1u) * u.sliceRows, u.images * u.outHeight);
  var sum = 0.0;
  for (var row = slice * u.sliceRows; row < lastRow; row++) {
    let y0 = i32(row % u.outHeight) * stride().x + offset.x;
    if (y0 < 0 || y0 >= size().x) { continue; }
    let line = ((row / u.outHeight) * u.height + u32(y0)) * u.width;
    for (var column = 0u; column < u.outWidth; column++) {
      let x0 = i32(column) * stride().y + offset.y;
      if (x0 < 0 || x0 >= size().y) { continue; }
      sum += x[(line + u32(x0)) * u.channels + channel] * dy[(row * u.outWidth + column) * u.filters + filterIndex];
    }
  }
  parts[index] = sum;
}`,
  }),
};

const start = `
@compute @workgroup_size(${scalarThreads})
fn main(${builtins}) {
  let index = (${lineIndex}) * ${scalarThreads}u + local;
  if (index >= u.threads) { return; }`;
