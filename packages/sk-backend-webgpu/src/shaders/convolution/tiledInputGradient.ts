/**
 * The gradient of a dense convolution with respect to its input, as a product of matrices that are never built: rows are
 * input pixels, the inner dimension is tap by filter, columns are channels of a group.
 */
import { lineIndex } from '../../wgsl/grid.js';
import type { Shader } from '../../wgsl/shader.js';
import { type ConvUniform, convUniforms, signedSizes } from './convUniforms.js';
import { type Epilogue, epilogueInputs, finishFunction } from './epilogue.js';
import {
  type Tile,
  type TileFactors,
  tileBuiltins,
  tileEnables,
  tileMemory,
  tileStore,
  tileSums,
} from './tile.js';
import { type ThreadColumns, tileColumns, tileRows, tileThreads } from './tileSize.js';
import { innerShare, tileSteps } from './tileSteps.js';

export interface TiledInputGradientRecord extends TileFactors {
  readonly kernelWidth: number;
  readonly threadColumns: ThreadColumns;
  readonly vectorChannels: boolean;
  readonly vectorFilters: boolean;
  readonly epilogue: Epilogue;
}

/** The shader. Inputs dy, weights, then those of the epilogue. Workgroups: a line of tiles, columns first, by groups in z. */
export const tiledInputGradientShader: Shader<
  TiledInputGradientRecord,
  ConvUniform | 'taps' | 'columnTiles'
> = {
  name: 'convTiledInputGradient',
  uniforms: [...convUniforms, 'taps', 'columnTiles'],
  write: ({ kernelWidth, threadColumns, vectorChannels, vectorFilters, epilogue, ...factors }) => {
    const columns = tileColumns(threadColumns);
    const tile: Tile = { ...factors, threadColumns, leftInner: true, rightInner: true };
    const left = innerShare(tile, 'left', (i) => `load(places[${i}], start + quad4 * 4u, group)`);
    const right = innerShare(
      tile,
      'right',
      (i) => `loadFilter(start + quad4 * 4u, firstColumn + block * 4u + ${i}u, group)`,
    );
    const out = vectorChannels ? 'vec4f' : 'f32';
    return {
      ...tileEnables(tile),
      inputs: {
        dy: vectorFilters ? 'vec4f' : 'f32',
        weights: vectorFilters ? 'vec4f' : 'f32',
        ...epilogueInputs(epilogue, out),
      },
      outputs: { dx: out },
      code: `
${signedSizes}
${tileMemory(tile)}
${finishFunction(epilogue, out)}
${loaders(kernelWidth, vectorFilters)}

@compute @workgroup_size(${tileThreads})
fn main(${tileBuiltins(tile)}) {
  let tile = ${lineIndex};
  let firstRow = (tile / u.columnTiles) * ${tileRows}u;
  let firstColumn = (tile % u.columnTiles) * ${columns}u;
  let group = workgroup.z;
  let rows = u.images * u.height * u.width;
  if (firstRow >= rows) { return; }
  let depth = u.taps * u.filtersPerGroup;
  let down = local / 8u;
  let across = local % 8u;
  let quad4 = local % 4u;
  let block = local / 4u;
  let places = array<Place, 4>(
    placeOf(firstRow + block * 4u), placeOf(firstRow + block * 4u + 1u),
    placeOf(firstRow + block * 4u + 2u), placeOf(firstRow + block * 4u + 3u));
  ${tileSums(tile)}
  ${tileSteps(tile, '0u', 'depth', [left, right])}
  ${tileStore(tile, (row, column, sum) => `store(firstRow + ${row}, firstColumn + ${column}, group, rows, ${sum});`)}
}

fn store(row: u32, column: u32, group: u32, rows: u32, sum: vec4f) {
  if (row >= rows) { return; }
  let channel = group * u.channelsPerGroup + column;
  let at = row * u.channels + channel;
  ${
    vectorChannels
      ? `if (column < u.channelsPerGroup) { dx[at / 4u] = finish(sum, at / 4u, channel / 4u); }`
      : `for (var i = 0u; i < 4u; i++) {
    if (column + i < u.channelsPerGroup) { dx[at + i] = finish(sum[i], at + i, channel + i); }
  }`
  }
}`,
    };
  },
};

/** Returns loads from the output pixel to which a tap takes an input pixel; zeros where the stride passes over it. */
function loaders(kernelWidth: number, vectorFilters: boolean): string {
  return `
struct Place { image: u32, pixel: vec2i }
fn placeOf(row: u32) -> Place {
  let pixels = u.height * u.width;
  let image = row / pixels;
  let pixel = row % pixels;
  let at = vec2i(i32(pixel / u.width), i32(pixel % u.width)) + padding();
  return Place(image, select(at, vec2i(-0x1000000), image >= u.images));
}
fn outPixel(place: Place, tap: u32) -> vec2i {
  let reach = place.pixel - vec2i(i32(tap / ${kernelWidth}u), i32(tap % ${kernelWidth}u)) * dilation();
  if (any(reach < vec2i(0))) { return vec2i(-1); }
  return select(vec2i(-1), reach / stride(), all(reach % stride() == vec2i(0)));
}
fn load(place: Place, inner: u32, group: u32) -> vec4f {
  ${
    vectorFilters
      ? `let tap = inner / u.filtersPerGroup;
  let at = outPixel(place, tap);
  if (tap >= u.taps || !within(at, outSize())) { return vec4f(); }
  let channel = group * u.filtersPerGroup + inner % u.filtersPerGroup;
  return dy[(((place.image * u.outHeight + u32(at.x)) * u.outWidth + u32(at.y)) * u.filters + channel) / 4u];`
      : `var values = vec4f();
  for (var i = 0u; i < 4u; i++) {
    let tap = (inner + i) / u.filtersPerGroup;
    let at = outPixel(place, tap);
    let channel = group * u.filtersPerGroup + (inner + i) % u.filtersPerGroup;
    if (tap < u.taps && within(at, outSize())) {
      values[i] = dy[((place.image * u.outHeight + u32(at.x)) * u.outWidth + u32(at.y)) * u.filters + channel];
    }
  }
  return values;`
  }
}
fn loadFilter(inner: u32, column: u32, group: u32) -> vec4f {
  if (column >= u.channelsPerGroup) { return vec4f(); }
  ${
    vectorFilters
      ? `let tap = inner / u.filtersPerGroup;
  if (tap >= u.taps) { return vec4f(); }
  let at = (tap * u.channelsPerGroup + column) * u.filters + group * u.filtersPerGroup + inner % u.filtersPerGroup;
  return weights[at / 4u];`
      : `var values = vec4f();
  for (var i = 0u; i < 4u; i++) {
    let tap = (inner + i) / u.filtersPerGroup;
    let channel = group * u.filtersPerGroup + (inner + i) % u.filtersPerGroup;
    if (tap < u.taps) { values[i] = weights[(tap * u.channelsPerGroup + column) * u.filters + channel]; }
  }
  return values;`
  }
}`;
}
