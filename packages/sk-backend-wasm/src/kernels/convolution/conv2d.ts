/**
 * tf.conv2d and tf.depthwiseConv2d, plain and with bias and activation. The stock kernels are fast for large filters
 * only. Their scratch space is not seen by this package: where it does not fit they compute nothing and report
 * nothing.
 */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { kernelForStockOp } from '../../heap/workspace.js';
import { activate, type Fused, type FusedAttrs } from './activation.js';
import { convolve } from './convolution.js';
import { convWindow, type StockConvAttrs } from './convWindow.js';

interface Inputs extends Fused {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
}

function forward(kernelName: string, depthwise: boolean): KernelConfig {
  return kernelForStockOp<Inputs, StockConvAttrs & FusedAttrs>(kernelName, (space, inputs, attrs) => {
    const { x, filter, bias } = inputs;
    const window = convWindow(kernelName, x.shape, filter.shape, attrs, depthwise);
    const { n, oh, ow, o } = window.geometry;
    if (bias && `${bias.shape}` !== `${o}`) {
      throw new Error(`${kernelName}: bias wants [${o}], got [${bias.shape}]`);
    }
    const y = space.output([n, oh, ow, o]);
    const pointers = {
      x: space.pointer(x),
      filter: space.pointer(filter),
      y: space.pointer(y),
      bias: bias ? space.pointer(bias) : 0,
    };
    convolve(space, window.geometry, window.attrs, pointers, attrs.activation === 'relu');
    return activate(space, y, inputs, attrs);
  });
}

export const conv2dKernels: readonly KernelConfig[] = [
  forward('Conv2D', false),
  forward('FusedConv2D', false),
  forward('DepthwiseConv2dNative', true),
  forward('FusedDepthwiseConv2D', true),
];
