/** One part of a layer that is counted by itself: what the authors' network files call a layer. */
import type { Cost } from 'sk-core';

export interface LayerPart {
  /** Name of the layer; for a layer of several parts followed by the part's own. */
  readonly name: string;
  readonly kind: 'convolution' | 'dense' | 'batchNorm' | 'pool' | 'scale' | 'other';
  /** Without the batch. */
  readonly outputShape: readonly number[];
  /** Only for convolutions and pools. */
  readonly window?: Window;
  /** For the batch that was asked about: one image in a description. */
  readonly cost: Cost;
}

export interface Window {
  /** Height, width. */
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Top, bottom, left, right. */
  readonly pads: readonly [number, number, number, number];
  readonly groups: number;
}
