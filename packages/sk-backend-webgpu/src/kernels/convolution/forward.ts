/** The forward pass of a convolution, plain or with the bias, addition and activation of inference. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Workspace } from '../../gpu/workspace.js';
import { directForwardShader, directPixels, directThreads } from '../../shaders/convolution/directForward.js';
import { type Epilogue, plain } from '../../shaders/convolution/epilogue.js';
import { scalarForwardShader, scalarThreads } from '../../shaders/convolution/scalar.js';
import { formOf } from '../../shaders/convolution/tile.js';
import { tiledForwardShader } from '../../shaders/convolution/tiledForward.js';
import { tileColumns } from '../../shaders/convolution/tileSize.js';
import { ceilDiv, line } from '../../wgsl/grid.js';
import { type Conv, convNumbers, loopOf, threadColumns } from './plan.js';
import { tileKind } from './tileKind.js';

export interface Extras {
  readonly bias?: TensorInfo;
  readonly addend?: TensorInfo | undefined;
  readonly relu?: boolean;
}

/** Returns the convolution of x with the filter. */
export function convolve(
  space: Workspace,
  conv: Conv,
  x: TensorInfo,
  filter: TensorInfo,
  { bias, addend, relu = false }: Extras = {},
): TensorInfo {
  const { n, oh, ow, o, kh, kw } = conv;
  const y = space.output([n, oh, ow, o]);
  const epilogue: Epilogue = { ...plain, bias: bias !== undefined, addend: addend !== undefined, relu };
  const inputs = [x, filter, bias, addend].filter((tensor) => tensor !== undefined);
  const numbers = convNumbers(conv);
  const loop = loopOf(conv, conv.oPerGroup);
  if (loop.name === 'tiled') {
    const columns = threadColumns(conv.oPerGroup);
    const columnTiles = ceilDiv(conv.oPerGroup, tileColumns(columns));
    const product = { rows: n * oh * ow, columns: conv.oPerGroup, depth: kh * kw * conv.cPerGroup };
    const { groups } = conv.attrs;
    const pass = { ...product, copies: groups, vectors: loop.vectors.vectorChannels };
    const kind = tileKind(space.factors(product), { name: 'forward', ...pass }, space.limits);
    const [across, down] = line(ceilDiv(product.rows, formOf(kind).rows) * columnTiles);
    space.run(
      tiledForwardShader,
      {
        kernelWidth: isPointwise(conv) ? 0 : kw,
        threadColumns: columns,
        ...loop.vectors,
        epilogue,
        ...kind,
      },
      {
        inputs,
        outputs: [y],
        uniforms: { ...numbers, taps: kh * kw, columnTiles },
        workgroups: [across, down, groups],
      },
    );
  } else if (loop.name === 'direct') {
    const blocks = ceilDiv(ow, directPixels);
    const threads = n * oh * blocks * (o / 4);
    space.run(
      directForwardShader,
      { kernel: [kh, kw], ...loop.shape, epilogue },
      {
        inputs,
        outputs: [y],
        uniforms: { ...numbers, threads, blocks },
        workgroups: line(ceilDiv(threads, directThreads)),
      },
    );
  } else {
    const threads = n * oh * ow * o;
    space.run(
      scalarForwardShader,
      { kernel: [kh, kw], epilogue },
      {
        inputs,
        outputs: [y],
        uniforms: { ...numbers, threads },
        workgroups: line(ceilDiv(threads, scalarThreads)),
      },
    );
  }
  return y;
}

function isPointwise({ kh, kw, attrs: { strides, pads } }: Conv): boolean {
  return kh * kw === 1 && [...strides].every((s) => s === 1) && pads.every((pad) => pad === 0);
}
