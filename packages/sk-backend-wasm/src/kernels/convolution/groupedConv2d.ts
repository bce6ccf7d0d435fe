/** The grouped convolution of sk-core, its gradients and its inference form. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { getKernel } from '@tensorflow/tfjs-core';
import {
  convGeometry,
  fusedGroupedConv2d,
  type GroupedConv2dBackpropAttrs,
  groupedConv2d,
  groupedConv2dBackpropFilter,
  groupedConv2dBackpropInput,
  groupedConv2dBackpropInputAdd,
} from 'sk-core';
import type { BackendWasm } from '../../heap/tfjsBackend.js';
import { type Workspace, work } from '../../heap/workspace.js';
import { convolve, convolveBackpropFilter, convolveBackpropInput } from './convolution.js';

export const groupedConv2dKernels: readonly KernelConfig[] = [
  groupedConv2d.kernel<BackendWasm>('wasm', ({ x, filter }, attrs, backend) =>
    work('SkGroupedConv2D', backend, (space) => {
      const g = convGeometry(x.shape, filter.shape, attrs);
      const y = space.output([g.n, g.oh, g.ow, g.o]);
      convolve(space, g, attrs, {
        x: space.pointer(x),
        filter: space.pointer(filter),
        y: space.pointer(y),
      });
      return y;
    }),
  ),
  fusedGroupedConv2d.kernel<BackendWasm>('wasm', ({ x, filter, bias, addends }, attrs, backend) =>
    work('SkFusedGroupedConv2D', backend, (space) => {
      const g = convGeometry(x.shape, filter.shape, attrs);
      const y = space.output([g.n, g.oh, g.ow, g.o]);
      const addend = sum(space, addends);
      const pointers = {
        x: space.pointer(x),
        filter: space.pointer(filter),
        bias: space.pointer(bias),
        addend: addend === undefined ? 0 : space.pointer(addend),
        y: space.pointer(y),
      };
      convolve(space, g, attrs, pointers, attrs.activation === 'relu');
      if (addends.length > 1) space.drop(addend as TensorInfo);
      return y;
    }),
  ),
  groupedConv2dBackpropInput.kernel<BackendWasm>('wasm', (inputs, attrs, backend) =>
    work('SkGroupedConv2DBackpropInput', backend, (space) => inputGradient(space, inputs, attrs)),
  ),
  groupedConv2dBackpropInputAdd.kernel<BackendWasm>('wasm', (inputs, attrs, backend) =>
    work('SkGroupedConv2DBackpropInputAdd', backend, (space) => inputGradient(space, inputs, attrs)),
  ),
  groupedConv2dBackpropFilter.kernel<BackendWasm>('wasm', ({ x, dy }, attrs, backend) =>
    work('SkGroupedConv2DBackpropFilter', backend, (space) => {
      const dfilter = space.output(attrs.shape);
      convolveBackpropFilter(space, convGeometry(x.shape, attrs.shape, attrs), attrs, {
        x: space.pointer(x),
        dy: space.pointer(dy),
        dfilter: space.pointer(dfilter),
      });
      return dfilter;
    }),
  ),
];

interface InputGradientInputs {
  readonly dy: TensorInfo;
  readonly filter: TensorInfo;
  readonly addend?: TensorInfo;
}

/** Returns the gradient with respect to the input, plus an addend where there is one. */
function inputGradient(
  space: Workspace,
  { dy, filter, addend }: InputGradientInputs,
  attrs: GroupedConv2dBackpropAttrs,
): TensorInfo {
  const dx = space.output(attrs.shape);
  convolveBackpropInput(space, convGeometry(attrs.shape, filter.shape, attrs), attrs, {
    dy: space.pointer(dy),
    filter: space.pointer(filter),
    dx: space.pointer(dx),
    ...(addend !== undefined && { addend: space.pointer(addend) }),
  });
  return dx;
}

/** Returns the sum of addends: a single one is its own sum, and the sum of several is an output of the workspace. */
function sum(space: Workspace, addends: readonly TensorInfo[]): TensorInfo | undefined {
  const add = getKernel('Add', 'wasm') as KernelConfig;
  return addends.slice(1).reduce<TensorInfo | undefined>((a, b, i) => {
    const total = space.call(add, { a: a as TensorInfo, b }, {});
    if (i > 0) space.drop(a as TensorInfo);
    return total;
  }, addends[0]);
}
