/** The attributes of ONNX for kernels that slide over images: convolutions and pools. */
import type { Shape } from '@tensorflow/tfjs-layers';
import { convAttrs, type Padding, type Pair } from 'sk-core';
import { type Attributes, ints, string } from '../graph/attributes.js';

export interface SlidingWindow {
  /** Height, width. */
  readonly kernel: readonly [number, number];
  readonly strides?: Pair;
  readonly dilations?: Pair;
  readonly padding: Padding;
  /** Shape of the images, [N, H, W, C]: for padding 'same'. */
  readonly image?: Shape;
}

/** Tells whether height and width of images [N, H, W, C] are known. */
export const isSizeKnown = ([, h, w]: Shape): boolean => h != null && w != null;

/** Returns the attributes. 'same' becomes numbers where the size of the images is known, or does not matter. */
export function windowAttributes(window: SlidingWindow): Attributes {
  const { kernel, strides = 1, dilations = 1, padding: pad, image = [] } = window;
  const isKnown = isSizeKnown(image);
  const attrs = convAttrs({ strides, dilations, pad }, isKnown ? (image as number[]) : [1, 1, 1, 1], kernel);
  const [top, bottom, left, right] = attrs.pads;
  const isOpen = pad === 'same' && !isKnown && attrs.strides.some((stride) => stride > 1);
  return {
    kernel_shape: ints(kernel),
    strides: ints(attrs.strides),
    ...(attrs.dilations.some((dilation) => dilation !== 1) && { dilations: ints(attrs.dilations) }),
    ...(isOpen ? { auto_pad: string('SAME_UPPER') } : { pads: ints([top, left, bottom, right]) }),
  };
}
