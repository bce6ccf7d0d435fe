/** The convolution for users: any padding, one image or many. */
import { expandDims, squeeze, type Tensor3D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { ShapeError } from '../contract/shapeError.js';
import { type ConvOptions, checkConvOptions, convAttrs } from './convAttrs.js';
import { groupedConv2d } from './groupedConv2d.js';

/**
 * Convolves with any groups, strides, dilations and padding together, with gradients of any order.
 *
 * @param x Images [N, H, W, C], or one image [H, W, C].
 * @param filter [kh, kw, C / groups, O]. Output channel o sees the input channels of group floor(o * groups / O).
 *   `groups = C` is a depthwise convolution, `groups = 1` a dense one.
 * @returns [N, H', W', O], or [H', W', O] for one image.
 * @throws ShapeError where shapes and options do not fit.
 */
export function conv2d<T extends Tensor3D | Tensor4D>(x: T, filter: Tensor4D, options: ConvOptions = {}): T {
  checkConvOptions('conv2d', options);
  if (x.rank !== 3 && x.rank !== 4) {
    throw new ShapeError(
      `conv2d: x wants [batch, height, width, channels] or [height, width, channels], got [${x.shape}]`,
    );
  }
  const attrs = convAttrs(options, x.shape, filter.shape);
  if (x.rank === 4) return groupedConv2d({ x, filter }, attrs) as T;
  return tidy(() => squeeze<T>(groupedConv2d({ x: expandDims(x, 0), filter }, attrs), [0]));
}
