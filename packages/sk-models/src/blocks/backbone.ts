/** The numbers that make one network of a family wider or deeper than another. Table 1. */
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

/** @param divisor What widths must be multiples of: the groups of their convolutions. */
export function scaleBackbone(backbone: Backbone, factor: number, divisor: number): Backbone {
  const scale = (channels: number, multiple: number): number =>
    Math.max(1, Math.round((channels * factor) / multiple)) * multiple;
  return {
    ...backbone,
    stem: { ...backbone.stem, filters: scale(backbone.stem.filters, 1) },
    widths: backbone.widths.map((width) => scale(width, divisor)),
    outputs: backbone.outputs.map((output) => scale(output, 1)),
  };
}
