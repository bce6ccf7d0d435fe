/** The numbers that make one network of a family wider or deeper than another. Table 1. */
import { scaleChannels } from './scaleChannels.js';
import type { Stem } from './stem.js';

export interface Backbone {
  readonly stem: Stem;
  /** Units in each stage. */
  readonly depths: readonly number[];
  /** Channels in the middle of a stage's units. */
  readonly widths: readonly number[];
  /** Channels that a stage puts out. */
  readonly outputs: readonly number[];
  /** Of the first unit of each stage. */
  readonly strides: readonly number[];
}

/**
 * @param divisor What widths must be multiples of: the groups of their convolutions.
 * @param outputDivisor The same for what the stem and the stages put out.
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
