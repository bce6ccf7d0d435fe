/**
 * Gradients of tf.conv2d and tf.depthwiseConv2d. tfjs's wasm backend has one of them, ten times slower. Unlike tfjs
 * on other backends these have dilations.
 */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { kernelForStockOp } from '../../heap/workspace.js';
import { convolveBackpropFilter, convolveBackpropInput } from './convolution.js';
import { convWindow, type StockConvAttrs } from './convWindow.js';
import { croppedDy } from './croppedDy.js';

function backpropInput(kernelName: string, depthwise: boolean): KernelConfig {
  return kernelForStockOp<
    { readonly dy: TensorInfo; readonly filter: TensorInfo },
    StockConvAttrs & { readonly inputShape: readonly number[] }
  >(kernelName, (space, { dy, filter }, attrs) => {
    const window = convWindow(kernelName, attrs.inputShape, filter.shape, attrs, depthwise);
    const { n, oh, ow, o } = window.geometry;
    const dx = space.output(attrs.inputShape);
    convolveBackpropInput(space, window.geometry, window.attrs, {
      dy: croppedDy(space, kernelName, dy, [n, oh, ow, o]),
      filter: space.pointer(filter),
      dx: space.pointer(dx),
    });
    return dx;
  });
}

function backpropFilter(kernelName: string, depthwise: boolean): KernelConfig {
  return kernelForStockOp<
    { readonly x: TensorInfo; readonly dy: TensorInfo },
    StockConvAttrs & { readonly filterShape: readonly number[] }
  >(kernelName, (space, { x, dy }, attrs) => {
    const window = convWindow(kernelName, x.shape, attrs.filterShape, attrs, depthwise);
    const { n, oh, ow, o } = window.geometry;
    const dfilter = space.output(attrs.filterShape);
    convolveBackpropFilter(space, window.geometry, window.attrs, {
      x: space.pointer(x),
      dy: croppedDy(space, kernelName, dy, [n, oh, ow, o]),
      dfilter: space.pointer(dfilter),
    });
    return dfilter;
  });
}

export const conv2dGradientKernels: readonly KernelConfig[] = [
  backpropInput('Conv2DBackpropInput', false),
  backpropFilter('Conv2DBackpropFilter', false),
  backpropInput('DepthwiseConv2dNativeBackpropInput', true),
  backpropFilter('DepthwiseConv2dNativeBackpropFilter', true),
];
