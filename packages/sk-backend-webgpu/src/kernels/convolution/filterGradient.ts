/**
 * The gradient of a convolution with respect to its filter: sums over all pixels. They are cut into slices that fill
 * the device, and the slices are added in order, so that the same shapes give the same bits.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Workspace } from '../../gpu/workspace.js';
import { directFilterGradientShader } from '../../shaders/convolution/directFilterGradient.js';
import { scalarFilterGradientShader, scalarThreads } from '../../shaders/convolution/scalar.js';
import { sumSlicesShader, sumThreads } from '../../shaders/convolution/sumSlices.js';
import { formOf } from '../../shaders/convolution/tile.js';
import { tiledFilterGradientShader } from '../../shaders/convolution/tiledFilterGradient.js';
import { tileColumns, tileDepth, tileRows } from '../../shaders/convolution/tileSize.js';
import { ceilDiv, line } from '../../wgsl/grid.js';
import { type Conv, convNumbers, loopOf, threadColumns } from './plan.js';
import { tileKind } from './tileKind.js';

/** Columns of the largest kernel whose row of taps a thread can hold in registers. */
const mostTaps = 8;

/** Workgroups that fill a large device several times over. */
const manyWorkgroups = 1024;

/** Returns the gradient with respect to the filter, from x and dy. */
export function filterGradient(space: Workspace, conv: Conv, x: TensorInfo, dy: TensorInfo): TensorInfo {
  const { kh, kw, cPerGroup, oPerGroup, o } = conv;
  const taps = kh * kw;
  const numbers = convNumbers(conv);
  const loop = loopOf(conv, Math.min(cPerGroup, oPerGroup));
  if (loop.name === 'tiled') {
    const columns = threadColumns(oPerGroup);
    const columnTiles = ceilDiv(oPerGroup, tileColumns(columns));
    const product = { rows: taps * cPerGroup, columns: oPerGroup, depth: conv.n * conv.oh * conv.ow };
    const { groups } = conv.attrs;
    // Tiles of any height have the same slices, and with them the same sums.
    const lowTiles = ceilDiv(product.rows, tileRows) * columnTiles;
    const { length, slices } = slicing(conv, product.depth, lowTiles * groups, tileDepth);
    const workgroups = { depth: length, copies: slices * groups, vectors: loop.vectors.vectorChannels };
    const pass = { name: 'filterGradient', ...product, ...workgroups } as const;
    const kind = tileKind(space.factors(product), pass, space.limits);
    const tiles = ceilDiv(product.rows, formOf(kind).rows) * columnTiles;
    return inSlices(space, conv, slices, (parts) =>
      space.run(
        tiledFilterGradientShader,
        { kernelWidth: kw, threadColumns: columns, ...loop.vectors, ...kind },
        {
          inputs: [x, dy],
          outputs: [parts],
          uniforms: { ...numbers, taps, columnTiles, slicePixels: length },
          workgroups: [tiles, slices, groups],
        },
      ),
    );
  }
  const rows = conv.n * conv.oh;
  if (loop.name === 'direct' && kw <= mostTaps) {
    const { channelVectors, filterVectors } = loop.shape;
    const blocks = channelVectors === 0 ? o / 4 : conv.attrs.groups * channelVectors * filterVectors;
    const blockLanes = blocks > 16 ? 32 : blocks > 8 ? 16 : 8;
    const blockGroups = ceilDiv(blocks, blockLanes);
    const { length, slices } = slicing(conv, rows, kh * blockGroups);
    return inSlices(space, conv, slices, (parts) =>
      space.run(
        directFilterGradientShader,
        { kernel: [kh, kw], channelVectors, filterVectors, blockLanes },
        {
          inputs: [x, dy],
          outputs: [parts],
          uniforms: { ...numbers, blocks, sliceRows: length },
          workgroups: [kh * slices, blockGroups, 1],
        },
      ),
    );
  }
  const results = taps * cPerGroup * o;
  const { length, slices } = slicing(conv, rows, ceilDiv(results, scalarThreads));
  return inSlices(space, conv, slices, (parts) =>
    space.run(
      scalarFilterGradientShader,
      { kernel: [kh, kw] },
      {
        inputs: [x, dy],
        outputs: [parts],
        uniforms: { ...numbers, threads: results * slices, sliceRows: length },
        workgroups: line(ceilDiv(results * slices, scalarThreads)),
      },
    ),
  );
}

/** Cuts the steps into as many slices as the device can use, as long as the results are small beside the inputs. */
function slicing(
  conv: Conv,
  steps: number,
  workgroups: number,
  multiple = 1,
): { readonly length: number; readonly slices: number } {
  const read = conv.n * (conv.h * conv.w * conv.c + conv.oh * conv.ow * conv.o);
  const results = conv.kh * conv.kw * conv.cPerGroup * conv.o;
  const wanted = Math.min(ceilDiv(manyWorkgroups, workgroups), Math.floor(read / (8 * results)), steps);
  const length = ceilDiv(ceilDiv(steps, Math.max(1, wanted)), multiple) * multiple;
  return { length, slices: ceilDiv(steps, length) };
}

function inSlices(
  space: Workspace,
  { kh, kw, cPerGroup, o }: Conv,
  slices: number,
  run: (parts: TensorInfo) => void,
): TensorInfo {
  const shape = [kh, kw, cPerGroup, o];
  const gradient = space.output(shape);
  if (slices === 1) {
    run(gradient);
    return gradient;
  }
  const parts = space.scratch([slices, ...shape]);
  run(parts);
  const element = o % 4 === 0 ? 'vec4f' : 'f32';
  const size = (kh * kw * cPerGroup * o) / (element === 'vec4f' ? 4 : 1);
  space.run(
    sumSlicesShader,
    { element },
    {
      inputs: [parts],
      outputs: [gradient],
      uniforms: { size, slices },
      workgroups: line(ceilDiv(size, sumThreads)),
    },
  );
  return gradient;
}
