/** The grouped convolution of sk-core, its gradients and its inference form. */
import type { KernelConfig, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { getKernel } from '@tensorflow/tfjs-core';
import {
  convGeometry,
  fusedGroupedConv2d,
  groupedConv2d,
  groupedConv2dBackpropFilter,
  groupedConv2dBackpropInput,
} from 'sk-core';
import type { BackendWasm } from '../tfjsBackend.js';
import { type Workspace, work } from '../workspace.js';
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
      const pointers = {
        x: space.pointer(x),
        filter: space.pointer(filter),
        bias: space.pointer(bias),
        y: space.pointer(y),
      };
      const relu = attrs.activation === 'relu';
      convolve(space, g, attrs, pointers, relu && addends.length === 0);
      if (addends.length === 0) return y;
      const sum = addends.reduce((a, b) => replace(space, a, 'Add', { a, b }), y);
      return relu ? replace(space, sum, 'Relu', { x: sum }) : sum;
    }),
  ),
  groupedConv2dBackpropInput.kernel<BackendWasm>('wasm', ({ dy, filter }, attrs, backend) =>
    work('SkGroupedConv2DBackpropInput', backend, (space) => {
      const dx = space.output(attrs.shape);
      convolveBackpropInput(space, convGeometry(attrs.shape, filter.shape, attrs), attrs, {
        dy: space.pointer(dy),
        filter: space.pointer(filter),
        dx: space.pointer(dx),
      });
      return dx;
    }),
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

/** What a stock kernel makes of y, whose memory is freed. */
function replace(
  space: Workspace,
  y: TensorInfo,
  kernelName: string,
  inputs: NamedTensorInfoMap,
): TensorInfo {
  const kernel = getKernel(kernelName, 'wasm') as KernelConfig;
  const result = space.run(kernel, inputs, {});
  space.drop(y);
  return result;
}
