/**
 * The filter gradient of stock conv2d. TensorFlow's own corrupts the heap where oneDNN computes it for a 1x1 filter with
 * a stride of 2.
 */
import {
  backend_util,
  type Conv2DBackpropFilterAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { capabilitiesOf } from '../../tensorflow/capabilities.js';
import { stockOp } from '../stockOp.js';
import { filterGradient } from './convolution.js';
import { convShape } from './convShape.js';

export const conv2dBackpropFilter: KernelConfig = stockOp<
  { readonly x: TensorInfo; readonly dy: TensorInfo },
  Conv2DBackpropFilterAttrs
>('Conv2DBackpropFilter', (ops, { x, dy }, attrs, backend) => {
  const { strides, pad, dimRoundingMode, filterShape } = attrs;
  const images = x.shape as [number, number, number, number];
  const info = backend_util.computeConv2DInfo(images, filterShape, strides, 1, pad, dimRoundingMode);
  const { top, bottom, left, right } = info.padInfo;
  const conv = convShape(x.shape, filterShape, {
    groups: 1,
    strides: [info.strideHeight, info.strideWidth],
    dilations: [1, 1],
    pads: [top, bottom, left, right],
  });
  const df = filterGradient(ops, ops.input(x), ops.input(dy), conv, capabilitiesOf(backend));
  return ops.result(df, filterShape);
});
