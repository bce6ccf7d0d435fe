/**
 * The gradients of tf.conv2d and tf.depthwiseConv2d, of which tfjs's wasm backend has one, ten times too slow.
 * Unlike tfjs on other backends these know dilations.
 */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import type { ConvGeometry, GroupedConv2dAttrs } from 'sk-core';
import { stockKernel } from '../workspace.js';
import { convolveBackpropFilter, convolveBackpropInput } from './convolution.js';

type Shape4D = [number, number, number, number];

/** As tfjs passes them; parsed here, once, into the attributes of sk-core. */
interface ConvAttrs {
  readonly strides: number | [number, number];
  readonly dilations?: number | [number, number];
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dataFormat?: 'NHWC' | 'NCHW';
}

interface Window {
  readonly geometry: ConvGeometry;
  readonly attrs: Omit<GroupedConv2dAttrs, 'groups'>;
}

function windowOf(
  op: string,
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, dilations = 1, pad, dimRoundingMode, dataFormat = 'NHWC' }: ConvAttrs,
  depthwise: boolean,
): Window {
  if (dataFormat !== 'NHWC') {
    throw new Error(`${op}: dataFormat is ${dataFormat}, wants NHWC (tf.transpose(x, [0, 2, 3, 1]))`);
  }
  const info = backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
  );
  const { top, bottom, left, right } = info.padInfo;
  return {
    geometry: {
      n: info.batchSize,
      h: info.inHeight,
      w: info.inWidth,
      c: info.inChannels,
      kh: info.filterHeight,
      kw: info.filterWidth,
      cPerGroup: depthwise ? 1 : info.inChannels,
      oPerGroup: info.outChannels / (depthwise ? info.inChannels : 1),
      oh: info.outHeight,
      ow: info.outWidth,
      o: info.outChannels,
    },
    attrs: {
      strides: [info.strideHeight, info.strideWidth],
      dilations: [info.dilationHeight, info.dilationWidth],
      pads: [top, bottom, left, right],
    },
  };
}

function backpropInput(kernelName: string, depthwise: boolean): KernelConfig {
  return stockKernel<
    { readonly dy: TensorInfo; readonly filter: TensorInfo },
    ConvAttrs & { readonly inputShape: readonly number[] }
  >(kernelName, (space, { dy, filter }, attrs) => {
    const window = windowOf(kernelName, attrs.inputShape, filter.shape, attrs, depthwise);
    const dx = space.output(attrs.inputShape);
    convolveBackpropInput(space, window.geometry, window.attrs, {
      dy: space.pointer(dy),
      filter: space.pointer(filter),
      dx: space.pointer(dx),
    });
    return dx;
  });
}

function backpropFilter(kernelName: string, depthwise: boolean): KernelConfig {
  return stockKernel<
    { readonly x: TensorInfo; readonly dy: TensorInfo },
    ConvAttrs & { readonly filterShape: readonly number[] }
  >(kernelName, (space, { x, dy }, attrs) => {
    const window = windowOf(kernelName, x.shape, attrs.filterShape, attrs, depthwise);
    const dfilter = space.output(attrs.filterShape);
    convolveBackpropFilter(space, window.geometry, window.attrs, {
      x: space.pointer(x),
      dy: space.pointer(dy),
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
