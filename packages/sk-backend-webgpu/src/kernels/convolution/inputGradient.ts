/** The gradient of a convolution with respect to its input. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Workspace } from '../../gpu/workspace.js';
import { directPixels, directThreads } from '../../shaders/convolution/directForward.js';
import { directInputGradientShader } from '../../shaders/convolution/directInputGradient.js';
import { type Epilogue, plain } from '../../shaders/convolution/epilogue.js';
import { scalarInputGradientShader, scalarThreads } from '../../shaders/convolution/scalar.js';
import { tiledInputGradientShader } from '../../shaders/convolution/tiledInputGradient.js';
import { tileColumns, tileRows } from '../../shaders/convolution/tileSize.js';
import { ceilDiv, line } from '../../wgsl/grid.js';
import { type Conv, convNumbers, loopOf, threadColumns } from './plan.js';

/** Returns the gradient with respect to the input, from dy and the filter, plus an addend where there is one. */
export function inputGradient(
  space: Workspace,
  conv: Conv,
  dy: TensorInfo,
  filter: TensorInfo,
  addend?: TensorInfo,
): TensorInfo {
  const { n, h, w, c, kh, kw } = conv;
  const dx = space.output([n, h, w, c]);
  const epilogue: Epilogue = { ...plain, addend: addend !== undefined };
  const tensors = { inputs: [dy, filter, ...(addend === undefined ? [] : [addend])], outputs: [dx] };
  const numbers = convNumbers(conv);
  const loop = loopOf(conv, conv.cPerGroup);
  if (loop.name === 'tiled') {
    const columns = threadColumns(conv.cPerGroup);
    const columnTiles = ceilDiv(conv.cPerGroup, tileColumns(columns));
    const [across, down] = line(ceilDiv(n * h * w, tileRows) * columnTiles);
    const factors = space.factors({
      rows: n * h * w,
      columns: conv.cPerGroup,
      depth: kh * kw * conv.oPerGroup,
    });
    space.run(
      tiledInputGradientShader,
      { kernelWidth: kw, threadColumns: columns, ...loop.vectors, epilogue, ...factors },
      {
        ...tensors,
        uniforms: { ...numbers, taps: kh * kw, columnTiles },
        workgroups: [across, down, conv.attrs.groups],
      },
    );
  } else if (loop.name === 'direct') {
    const blocks = ceilDiv(ceilDiv(w, conv.attrs.strides[1]), directPixels);
    const threads = n * h * blocks * conv.attrs.strides[1] * (c / 4);
    space.run(
      directInputGradientShader,
      { kernel: [kh, kw], ...loop.shape, epilogue },
      {
        ...tensors,
        uniforms: { ...numbers, threads, blocks },
        workgroups: line(ceilDiv(threads, directThreads)),
      },
    );
  } else {
    const threads = n * h * w * c;
    space.run(
      scalarInputGradientShader,
      { kernel: [kh, kw], epilogue },
      { ...tensors, uniforms: { ...numbers, threads }, workgroups: line(ceilDiv(threads, scalarThreads)) },
    );
  }
  return dx;
}
