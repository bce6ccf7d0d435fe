/**
 * The dense convolution as a product of matrices that are never built: rows are output pixels, the inner dimension is
 * tap by channel, columns are filters of a group.
 */
import { lineIndex } from '../../wgsl/grid.js';
import type { Shader } from '../../wgsl/shader.js';
import { type ConvUniform, convUniforms, signedSizes } from './convUniforms.js';
import { type Epilogue, epilogueInputs, finishFunction } from './epilogue.js';
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
import { acrossShare, innerShare, tileSteps } from './tileSteps.js';

export interface TiledForwardRecord extends TileKind {
  /** Columns of the kernel; 0 for 1x1 without padding at stride 1, where input and output pixels are the same. */
  readonly kernelWidth: number;
  readonly threadColumns: ThreadColumns;
  /** Whether channels per group are a multiple of 4. */
  readonly vectorChannels: boolean;
  /** Whether filters per group are a multiple of 4. */
  readonly vectorFilters: boolean;
  readonly epilogue: Epilogue;
}

/**
 * The shader. Inputs x, weights, then those of the epilogue. Workgroups: a line of tiles, columns first, by groups in
 * z.
 */
export const tiledForwardShader: Shader<TiledForwardRecord, ConvUniform | 'taps' | 'columnTiles'> = {
  name: 'convTiled',
  uniforms: [...convUniforms, 'taps', 'columnTiles'],
  write: ({ kernelWidth, threadColumns, vectorChannels, vectorFilters, epilogue, ...kind }) => {
    const out = vectorFilters ? 'vec4f' : 'f32';
    const columns = tileColumns(threadColumns);
    const tile: Tile = { ...kind, threadColumns, leftInner: true, rightInner: false };
    const { rows } = formOf(tile);
    const left = innerShare(tile, 'left', (i) => `load(places[${i}], start + quad4 * 4u, group)`);
    const right = acrossShare(
      tile,
      'right',
      (step, quad) => `loadFilter(start + ${step}, firstColumn + ${quad} * 4u, group)`,
    );
    return {
      ...tileEnables(tile),
      inputs: {
        x: vectorChannels ? 'vec4f' : 'f32',
        weights: out,
        ...epilogueInputs(epilogue, out),
      },
      outputs: { y: out },
      code: `
${signedSizes}
${tileMemory(tile)}
${finishFunction(epilogue, out)}
${kernelWidth === 0 ? loadPointwise(vectorChannels) : loadWindow(kernelWidth, vectorChannels)}
${loadFilters(vectorFilters)}

@compute @workgroup_size(${rows})
fn main(${tileBuiltins(tile)}) {
  let tile = ${lineIndex};
  let firstRow = (tile / u.columnTiles) * ${rows}u;
  let firstColumn = (tile % u.columnTiles) * ${columns}u;
  let group = workgroup.z;
  let rows = u.images * u.outHeight * u.outWidth;
  if (firstRow >= rows) { return; }
  let depth = u.taps * u.channelsPerGroup;
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
${storeFunction(vectorFilters)}`,
    };
  },
};

/** Returns loads for a convolution whose input and output pixels are the same: the row is the pixel. */
function loadPointwise(vectorChannels: boolean): string {
  return `
struct Place { pixel: u32, isIn: bool }
fn placeOf(row: u32) -> Place { return Place(row, row < u.images * u.outHeight * u.outWidth); }
fn load(place: Place, inner: u32, group: u32) -> vec4f {
  if (!place.isIn) { return vec4f(); }
  let channel = group * u.channelsPerGroup + inner;
  ${
    vectorChannels
      ? `if (inner >= u.channelsPerGroup) { return vec4f(); }
  return x[(place.pixel * u.channels + channel) / 4u];`
      : `var values = vec4f();
  for (var i = 0u; i < 4u; i++) {
    if (inner + i < u.channelsPerGroup) { values[i] = x[place.pixel * u.channels + channel + i]; }
  }
  return values;`
  }
}`;
}

/** Returns loads from the window of an output pixel. Rows beyond the last lie outside of every image. */
function loadWindow(kernelWidth: number, vectorChannels: boolean): string {
  return `
struct Place { image: u32, corner: vec2i }
fn placeOf(row: u32) -> Place {
  let pixels = u.outHeight * u.outWidth;
  let image = row / pixels;
  let pixel = row % pixels;
  let corner = vec2i(i32(pixel / u.outWidth), i32(pixel % u.outWidth)) * stride() - padding();
  return Place(image, select(corner, vec2i(-0x1000000), image >= u.images));
}
fn pixelOf(place: Place, tap: u32) -> vec2i {
  return place.corner + vec2i(i32(tap / ${kernelWidth}u), i32(tap % ${kernelWidth}u)) * dilation();
}
fn load(place: Place, inner: u32, group: u32) -> vec4f {
  ${
    vectorChannels
      ? `let tap = inner / u.channelsPerGroup;
  let channel = group * u.channelsPerGroup + inner % u.channelsPerGroup;
  let at = pixelOf(place, tap);
  if (tap >= u.taps || !within(at, size())) { return vec4f(); }
  return x[(((place.image * u.height + u32(at.x)) * u.width + u32(at.y)) * u.channels + channel) / 4u];`
      : `var values = vec4f();
  for (var i = 0u; i < 4u; i++) {
    let tap = (inner + i) / u.channelsPerGroup;
    let channel = group * u.channelsPerGroup + (inner + i) % u.channelsPerGroup;
    let at = pixelOf(place, tap);
    if (tap < u.taps && within(at, size())) {
      values[i] = x[((place.image * u.height + u32(at.x)) * u.width + u32(at.y)) * u.channels + channel];
    }
  }
  return values;`
  }
}`;
}

function loadFilters(vectorFilters: boolean): string {
  return `
fn loadFilter(inner: u32, column: u32, group: u32) -> vec4f {
  if (inner >= u.taps * u.channelsPerGroup) { return vec4f(); }
  let at = inner * u.filters + group * u.filtersPerGroup + column;
  ${
    vectorFilters
      ? `if (column >= u.filtersPerGroup) { return vec4f(); }
  return weights[at / 4u];`
      : `var values = vec4f();
  for (var i = 0u; i < 4u; i++) {
    if (column + i < u.filtersPerGroup) { values[i] = weights[at + i]; }
  }
  return values;`
  }
}`;
}

function storeFunction(vectorFilters: boolean): string {
  return `
fn store(row: u32, column: u32, group: u32, rows: u32, sum: vec4f) {
  if (row >= rows) { return; }
  let channel = group * u.filtersPerGroup + column;
  let at = row * u.filters + channel;
  ${
    vectorFilters
      ? `if (column < u.filtersPerGroup) { y[at / 4u] = finish(sum, at / 4u, channel / 4u); }`
      : `for (var i = 0u; i < 4u; i++) {
    if (column + i < u.filtersPerGroup) { y[at + i] = finish(sum[i], at + i, channel + i); }
  }`
  }
}`;
}
