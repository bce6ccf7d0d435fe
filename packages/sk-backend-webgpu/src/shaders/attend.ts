/**
 * The attention of an SK unit from the means of its branches, and its gradient: products of small matrices around a batch norm
 * of few rows. A workgroup makes one column of the compact feature for all images, so that it has the statistics at hand.
 */
import { builtins, lineIndex } from '../wgsl/grid.js';
import type { Shader } from '../wgsl/shader.js';

const squeezeThreads = 256;
/** Threads that share the products of one image. */
const lanes = 8;

type SqueezeUniform = 'images' | 'inner' | 'width' | 'epsilon';

/** Returns functions for a column: `dotted` fills it with products, `total` adds up what the threads have. */
const columnFunctions = `
var<workgroup> parts: array<f32, ${squeezeThreads}>;

fn total(local: u32, own: f32) -> f32 {
  parts[local] = own;
  workgroupBarrier();
  for (var half = ${squeezeThreads / 2}u; half > 0u; half /= 2u) {
    if (local < half) { parts[local] += parts[local + half]; }
    workgroupBarrier();
  }
  let sum = parts[0];
  workgroupBarrier();
  return sum;
}`;

/** Returns statements that set `to[image * width + column]` to sums over `inner`, for all images. */
const products = (to: string, left: string, right: string): string => `
  for (var first = 0u; first < u.images; first += ${squeezeThreads / lanes}u) {
    let image = first + local / ${lanes}u;
    var sum = 0.0;
    if (image < u.images) {
      for (var i = local % ${lanes}u; i < u.inner; i += ${lanes}u) { sum += ${left} * ${right}; }
    }
    parts[local] = sum;
    workgroupBarrier();
    if (local % ${lanes}u == 0u && image < u.images) {
      for (var i = 1u; i < ${lanes}u; i++) { sum += parts[local + i]; }
      ${to}[image * u.width + column] = sum;
    }
    workgroupBarrier();
  }
  storageBarrier();`;

/** Returns a loop over the images of a thread, with the place `at` of each in the column. */
const ofThread = (body: string): string =>
  `for (var image = local; image < u.images; image += ${squeezeThreads}u) { let at = image * u.width + column; ${body} }`;

const statistics = `
  let count = f32(u.images);
  var sum = 0.0;
  ${ofThread('sum += hidden[at];')}
  let m = total(local, sum) / count;
  var squares = 0.0;
  ${ofThread('squares += (hidden[at] - m) * (hidden[at] - m);')}
  let v = total(local, squares) / count;
  let deviation = inverseSqrt(v + u.epsilon);
  let scale = gamma[column] * deviation;
  let shift = beta[column];`;

const main = (body: string): string => `
${columnFunctions}

@compute @workgroup_size(${squeezeThreads})
fn main(${builtins}) {
  let column = ${lineIndex};
  if (column >= u.width) { return; }
  ${body.trim()}
}`;

/**
 * Computes hidden [images, width] = s [images, inner] times squeeze [inner, width], and from it compact, mean and variance of
 * the batch norm with ReLU. One workgroup a column.
 */
export const squeezeShader: Shader<Record<never, never>, SqueezeUniform> = {
  name: 'attendSqueeze',
  uniforms: ['images', 'inner', 'width'],
  floats: ['epsilon'],
  write: () => ({
    inputs: { s: 'f32', squeeze: 'f32', gamma: 'f32', beta: 'f32' },
    outputs: { hidden: 'f32', compact: 'f32', mean: 'f32', variance: 'f32' },
    code: main(`${products('hidden', 's[image * u.inner + i]', 'squeeze[i * u.width + column]')}
  ${statistics}
  if (local == 0u) {
    mean[column] = m;
    variance[column] = v;
  }
  ${ofThread('let y = (hidden[at] - m) * scale + shift; compact[at] = select(y, 0.0, y < 0.0);')}`),
  }),
};

/**
 * Computes the gradients of hidden [images, width], gamma and beta from those of the logits [images, inner]. expand is [width,
 * inner]. One workgroup a column.
 */
export const squeezeBackpropShader: Shader<Record<never, never>, SqueezeUniform> = {
  name: 'attendSqueezeBackprop',
  uniforms: ['images', 'inner', 'width'],
  floats: ['epsilon'],
  write: () => ({
    inputs: { hidden: 'f32', gamma: 'f32', beta: 'f32', expand: 'f32', dlogits: 'f32' },
    outputs: { dhidden: 'f32', dgamma: 'f32', dbeta: 'f32' },
    // The gradient of compact stands where that of hidden will be.
    code: main(`${products('dhidden', 'dlogits[image * u.inner + i]', 'expand[column * u.inner + i]')}
  ${statistics}
  var slope = 0.0;
  var offset = 0.0;
  ${ofThread(`
    let y = (hidden[at] - m) * scale + shift;
    let g = select(select(y, dhidden[at], y > 0.0), 0.0, y <= 0.0);
    dhidden[at] = g;
    slope += g * ((hidden[at] - m) * deviation);
    offset += g;
  `)}
  slope = total(local, slope);
  offset = total(local, offset);
  if (local == 0u) {
    dgamma[column] = slope;
    dbeta[column] = offset;
  }
  ${ofThread('dhidden[at] = scale * (dhidden[at] - (offset + (hidden[at] - m) * deviation * slope) / count);')}`),
  }),
};

/** Threads of a workgroup of the shaders below. */
export const attendThreads = 64;

export interface ExpandRecord {
  readonly branches: number;
}

/** Computes attention [images, branches, channels] of compact [images, width]; one thread for each image and channel. */
export const expandShader: Shader<ExpandRecord, 'images' | 'width' | 'channels'> = {
  name: 'attendExpand',
  uniforms: ['images', 'width', 'channels'],
  write: ({ branches }) => ({
    inputs: { compact: 'f32', expand: 'f32' },
    outputs: { attention: 'f32' },
    code: `
// Differences to the largest logit are at most 0, unless they are no numbers; exp() may lose those.
fn power(d: f32) -> f32 { return select(exp(d), d, !(d <= 0.0)); }

@compute @workgroup_size(${attendThreads})
fn main(${builtins}) {
  let index = (${lineIndex}) * ${attendThreads}u + local;
  let image = index / u.channels;
  if (image >= u.images) { return; }
  let channel = index % u.channels;
  var logits = array<f32, ${branches}>();
  for (var k = 0u; k < u.width; k++) {
    let z = compact[image * u.width + k];
    for (var m = 0u; m < ${branches}u; m++) {
      logits[m] += z * expand[(k * ${branches}u + m) * u.channels + channel];
    }
  }
  var most = logits[0];
  for (var m = 1u; m < ${branches}u; m++) { most = max(most, logits[m]); }
  var sum = 0.0;
  for (var m = 0u; m < ${branches}u; m++) { sum += power(logits[m] - most); }
  for (var m = 0u; m < ${branches}u; m++) {
    attention[(image * ${branches}u + m) * u.channels + channel] = power(logits[m] - most) / sum;
  }
}`,
  }),
};

/**
 * Computes the gradients of s [images, channels], squeeze [channels, width] and expand [width, columns]; one thread for each
 * value of the three, in this order.
 */
export const attendProductsShader: Shader<
  Record<never, never>,
  'images' | 'channels' | 'width' | 'columns'
> = {
  name: 'attendProducts',
  uniforms: ['images', 'channels', 'width', 'columns'],
  write: () => ({
    inputs: { s: 'f32', squeeze: 'f32', compact: 'f32', dlogits: 'f32', dhidden: 'f32' },
    outputs: { ds: 'f32', dsqueeze: 'f32', dexpand: 'f32' },
    code: `
@compute @workgroup_size(${attendThreads})
fn main(${builtins}) {
  var index = (${lineIndex}) * ${attendThreads}u + local;
  var sum = 0.0;
  if (index < u.images * u.channels) {
    let row = index / u.channels * u.width;
    let channel = index % u.channels * u.width;
    for (var k = 0u; k < u.width; k++) { sum += dhidden[row + k] * squeeze[channel + k]; }
    ds[index] = sum;
    return;
  }
  index -= u.images * u.channels;
  if (index < u.channels * u.width) {
    let channel = index / u.width;
    let k = index % u.width;
    for (var n = 0u; n < u.images; n++) { sum += s[n * u.channels + channel] * dhidden[n * u.width + k]; }
    dsqueeze[index] = sum;
    return;
  }
  index -= u.channels * u.width;
  if (index >= u.width * u.columns) { return; }
  let k = index / u.columns;
  let column = index % u.columns;
  for (var n = 0u; n < u.images; n++) { sum += compact[n * u.width + k] * dlogits[n * u.columns + column]; }
  dexpand[index] = sum;
}`,
  }),
};
