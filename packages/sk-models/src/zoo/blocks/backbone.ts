/** The numbers that make one network of a family wider or deeper than another. Table 1. */
import { scaleChannels } from './scaleChannels.js';
import type { Stem } from './stem.js';

export interface Backbone {
  readonly stem: Stem;
  /** Units in each stage. */
  readonly depths: readonly number[];
  /** Channels in the middle of a stage's units. */
  readonly widths: readonly number[];
  /** Channels at the end of a stage. */
  readonly outputs: readonly number[];
  /** Stride of the first unit of each stage. */
  readonly strides: readonly number[];
}

/**
 * Returns a backbone of more or fewer channels.
 *
 * @param divisor Widths become multiples of it: the groups of their convolutions.
 * @param outputDivisor The same for the channels of the stem and at the end of stages.
 */
export function scaleBackbone(
  backbone: Backbone,
  factor: number,
  divisor: number,
  outputDivisor: number = 1,
): Backbone {
  return {
    ...backbone,
    stem: { ...backbone.stem, filters: scaleChannels(backbone.stem.filters, factor, outputDivisor) },
    widths: backbone.widths.map((width) => scaleChannels(width, factor, divisor)),
    outputs: backbone.outputs.map((output) => scaleChannels(output, factor, outputDivisor)),
  };
}
