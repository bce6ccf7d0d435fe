/**
 * The gradient of max pooling in two passes: the place of the largest value of each window, and for each pixel the
 * sum of the gradients of the windows in which it is largest. The first of equal values takes all, as on tfjs's other
 * backends: after a ReLU most windows of zeros are such.
 */
import { builtins, lineIndex } from '../wgsl/grid.js';
import type { Shader } from '../wgsl/shader.js';

export interface PoolRecord {
  /** Whether channels are read by four. */
  readonly vector: boolean;
}

export type PoolUniform =
  | 'count'
  | 'channels'
  | `${'in' | 'out' | 'filter' | 'stride'}${'Height' | 'Width'}`
  | 'padTop'
  | 'padLeft';

const uniforms: readonly PoolUniform[] = [
  'count',
  'channels',
  'inHeight',
  'inWidth',
  'outHeight',
  'outWidth',
  'filterHeight',
  'filterWidth',
  'strideHeight',
  'strideWidth',
  'padTop',
  'padLeft',
];

/** Threads of a workgroup. */
export const poolThreads = 64;

const element = ({ vector }: PoolRecord): 'vec4f' | 'f32' => (vector ? 'vec4f' : 'f32');

/** Returns the beginning of `main`: the pixel and the channel of a thread, in images of that height and width. */
const begin = (height: string, width: string): string => `
@compute @workgroup_size(${poolThreads}) fn main(${builtins}) {
  let at = (${lineIndex}) * ${poolThreads}u + local;
  if (at >= u.count) { return; }
  let channel = at % u.channels;
  let column = i32(at / u.channels % u.${width});
  let row = i32(at / u.channels / u.${width} % u.${height});
  let image = at / u.channels / u.${width} / u.${height};`;

/** Computes places from x: the number of the largest value within its window. */
export const maxPoolPlacesShader: Shader<PoolRecord, PoolUniform> = {
  name: 'maxPoolPlaces',
  uniforms,
  write: (record) => {
    const V = element(record);
    return {
      inputs: { x: V },
      outputs: { places: V },
      code: `${begin('outHeight', 'outWidth')}
  var best = ${V}(0.0);
  var place = ${V}(-1.0);
  for (var r = 0; r < i32(u.filterHeight); r++) {
    let y = row * i32(u.strideHeight) - i32(u.padTop) + r;
    if (y < 0 || y >= i32(u.inHeight)) { continue; }
    for (var c = 0; c < i32(u.filterWidth); c++) {
      let z = column * i32(u.strideWidth) - i32(u.padLeft) + c;
      if (z < 0 || z >= i32(u.inWidth)) { continue; }
      let value = x[((image * u.inHeight + u32(y)) * u.inWidth + u32(z)) * u.channels + channel];
      let larger = (place < ${V}(0.0)) | (value > best);
      best = select(best, value, larger);
      place = select(place, ${V}(f32(r * i32(u.filterWidth) + c)), larger);
    }
  }
  places[at] = place;
}`,
    };
  },
};

/** Computes dx from places and dy, both of the pooled image. */
export const maxPoolBackpropShader: Shader<PoolRecord, PoolUniform> = {
  name: 'maxPoolBackprop',
  uniforms,
  write: (record) => {
    const V = element(record);
    return {
      inputs: { places: V, dy: V },
      outputs: { dx: V },
      code: `${begin('inHeight', 'inWidth')}
  var sum = ${V}(0.0);
  for (var r = 0; r < i32(u.filterHeight); r++) {
    let top = row + i32(u.padTop) - r;
    let y = top / i32(u.strideHeight);
    if (top < 0 || y * i32(u.strideHeight) != top || y >= i32(u.outHeight)) { continue; }
    for (var c = 0; c < i32(u.filterWidth); c++) {
      let left = column + i32(u.padLeft) - c;
      let z = left / i32(u.strideWidth);
      if (left < 0 || z * i32(u.strideWidth) != left || z >= i32(u.outWidth)) { continue; }
      let origin = ((image * u.outHeight + u32(y)) * u.outWidth + u32(z)) * u.channels + channel;
      let own = places[origin] == ${V}(f32(r * i32(u.filterWidth) + c));
      sum += select(${V}(0.0), dy[origin], own);
    }
  }
  dx[at] = sum;
}`,
    };
  },
};
