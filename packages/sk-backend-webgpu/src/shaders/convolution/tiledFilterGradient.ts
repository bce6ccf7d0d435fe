/**
 * The gradient of a dense convolution with respect to its filter, as a product of matrices that are never built: rows
 * are tap by channel, the inner dimension is output pixels, columns are filters of a group. Pixels are many and
 * results few, so each slice of the pixels has a result of its own; another shader adds them.
 */
import type { Shader } from '../../wgsl/shader.js';
import { type ConvUniform, convUniforms, signedSizes } from './convUniforms.js';
import {
  formOf,
  type Tile,
  type TileKind,
  tileBuiltins,
  tileEnables,
  tileMemory,
  tileStore,
  tileSums,
} from './tile.js';
import { type ThreadColumns, tileColumns } from './tileSize.js';
import { acrossShare, tileSteps } from './tileSteps.js';

export interface TiledFilterGradientRecord extends TileKind {
  readonly kernelWidth: number;
  readonly threadColumns: ThreadColumns;
  readonly vectorChannels: boolean;
  readonly vectorFilters: boolean;
}

type Uniform = ConvUniform | 'taps' | 'columnTiles' | 'slicePixels';

/** The shader. Inputs x, dy. Output [slices, kh, kw, C / groups, O]. Workgroups: tiles, slices, groups. */
export const tiledFilterGradientShader: Shader<TiledFilterGradientRecord, Uniform> = {
  name: 'convTiledFilterGradient',
  uniforms: [...convUniforms, 'taps', 'columnTiles', 'slicePixels'],
  write: ({ kernelWidth, threadColumns, vectorChannels, vectorFilters, ...kind }) => {
    const out = vectorFilters ? 'vec4f' : 'f32';
    const columns = tileColumns(threadColumns);
    const tile: Tile = { ...kind, threadColumns, leftInner: false, rightInner: false };
    const { rows } = formOf(tile);
    const place = vectorChannels ? 'source' : 'row, group';
    const left = acrossShare(tile, 'left', (step) => `loadX(${place}, start + ${step}, end)`);
    const right = acrossShare(
      tile,
      'right',
      (step, quad) => `loadDy(start + ${step}, end, firstColumn + ${quad} * 4u, group)`,
    );
    return {
      ...tileEnables(tile),
      inputs: { x: vectorChannels ? 'vec4f' : 'f32', dy: out },
      outputs: { parts: out },
      code: `
${signedSizes}
${tileMemory(tile)}
${loaders(kernelWidth, vectorChannels, vectorFilters)}

@compute @workgroup_size(${rows})
fn main(${tileBuiltins(tile)}) {
  let firstRow = (workgroup.x / u.columnTiles) * ${rows}u;
  let firstColumn = (workgroup.x % u.columnTiles) * ${columns}u;
  let slice = workgroup.y;
  let group = workgroup.z;
  let end = min((slice + 1u) * u.slicePixels, u.images * u.outHeight * u.outWidth);
  let down = local / 8u;
  let across = local % 8u;
  let row = firstRow + (local % ${rows / 4}u) * 4u;
  ${vectorChannels ? 'let source = sourceOf(row, group);' : ''}
  ${tileSums(tile)}
  ${tileSteps(tile, 'slice * u.slicePixels', 'end', [left, right])}
  let base = slice * u.taps * u.channelsPerGroup * u.filters;
  ${tileStore(tile, (r, column, sum) => `store(base, firstRow + ${r}, firstColumn + ${column}, group, ${sum});`)}
}

fn store(base: u32, row: u32, column: u32, group: u32, sum: vec4f) {
  if (row >= u.taps * u.channelsPerGroup) { return; }
  let at = base + row * u.filters + group * u.filtersPerGroup + column;
  ${
    vectorFilters
      ? `if (column < u.filtersPerGroup) { parts[at / 4u] = sum; }`
      : `for (var i = 0u; i < 4u; i++) {
    if (column + i < u.filtersPerGroup) { parts[at + i] = sum[i]; }
  }`
  }
}`,
    };
  },
};

function loaders(kernelWidth: number, vectorChannels: boolean, vectorFilters: boolean): string {
  return `
struct Source { offset: vec2i, channel: u32, isIn: bool }
fn sourceOf(row: u32, group: u32) -> Source {
  let tap = row / u.channelsPerGroup;
  let offset = vec2i(i32(tap / ${kernelWidth}u), i32(tap % ${kernelWidth}u)) * dilation() - padding();
  return Source(offset, group * u.channelsPerGroup + row % u.channelsPerGroup, tap < u.taps);
}
struct Spot { image: u32, at: vec2i }
fn spotOf(source: Source, pixel: u32) -> Spot {
  let pixels = u.outHeight * u.outWidth;
  let inImage = pixel % pixels;
  let corner = vec2i(i32(inImage / u.outWidth), i32(inImage % u.outWidth)) * stride();
  return Spot(pixel / pixels, corner + source.offset);
}
fn isThere(source: Source, spot: Spot, pixel: u32, end: u32) -> bool {
  return source.isIn && pixel < end && within(spot.at, size());
}
fn addressOf(source: Source, spot: Spot) -> u32 {
  return ((spot.image * u.height + u32(spot.at.x)) * u.width + u32(spot.at.y)) * u.channels + source.channel;
}
${
  vectorChannels
    ? `fn loadX(source: Source, pixel: u32, end: u32) -> vec4f {
  let spot = spotOf(source, pixel);
  if (!isThere(source, spot, pixel, end)) { return vec4f(); }
  return x[addressOf(source, spot) / 4u];
}`
    : `fn loadX(row: u32, group: u32, pixel: u32, end: u32) -> vec4f {
  var values = vec4f();
  for (var i = 0u; i < 4u; i++) {
    let source = sourceOf(row + i, group);
    let spot = spotOf(source, pixel);
    if (isThere(source, spot, pixel, end)) { values[i] = x[addressOf(source, spot)]; }
  }
  return values;
}`
}
fn loadDy(pixel: u32, end: u32, column: u32, group: u32) -> vec4f {
  if (pixel >= end) { return vec4f(); }
  let at = pixel * u.filters + group * u.filtersPerGroup + column;
  ${
    vectorFilters
      ? `if (column >= u.filtersPerGroup) { return vec4f(); }
  return dy[at / 4u];`
      : `var values = vec4f();
  for (var i = 0u; i < 4u; i++) {
    if (column + i < u.filtersPerGroup) { values[i] = dy[at + i]; }
  }
  return values;`
  }
}`;
}
