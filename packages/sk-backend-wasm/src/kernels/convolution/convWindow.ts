/** Attributes of tfjs's own convolutions, parsed once into those of sk-core. */
import { backend_util } from '@tensorflow/tfjs-core';
import type { ConvGeometry, GroupedConv2dAttrs } from 'sk-core';
import { outputShape } from './outputShape.js';

type Shape4D = [number, number, number, number];

/** Attributes of a convolution, in tfjs's form. */
export interface StockConvAttrs {
  readonly strides: number | [number, number];
  readonly dilations?: number | [number, number] | null;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dataFormat?: 'NHWC' | 'NCHW';
}

export interface ConvWindow {
  readonly geometry: ConvGeometry;
  readonly attrs: Omit<GroupedConv2dAttrs, 'groups'>;
}

/**
 * Parses the attributes of a convolution of tfjs.
 *
 * @throws Error for NCHW, which the wasm backend does not have, and for a window larger than the padded input.
 */
export function convWindow(
  op: string,
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, dilations, pad, dimRoundingMode, dataFormat = 'NHWC' }: StockConvAttrs,
  depthwise: boolean,
): ConvWindow {
  if (dataFormat !== 'NHWC') {
    throw new Error(`${op}: dataFormat wants NHWC, got ${dataFormat} (tf.transpose(x, [0, 2, 3, 1]))`);
  }
  const info = backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
  );
  outputShape(op, inputShape, info.outShape);
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
