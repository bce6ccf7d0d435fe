/** The units of a residual network, stage after stage. Table 1. */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Backbone } from './backbone.js';

export interface Unit {
  /** Counts from 2, since the stem is conv1. */
  readonly stage: number;
  /** Counts from 1. */
  readonly position: number;
  /** Channels in the middle, and out of the unit. */
  readonly width: number;
  readonly output: number;
  readonly stride: number;
  readonly seed: number;
}

/** As in the authors' network files: conv2_1. */
export const unitName = ({ stage, position }: Unit): string => `conv${stage}_${position}`;

/** A unit, or a part of one that a family chooses. */
export type UnitPart = (x: SymbolicTensor, unit: Unit) => SymbolicTensor;

/** @param between Reads what the last unit of each stage but the last puts out. */
export function stackStages(
  x: SymbolicTensor,
  { depths, widths, outputs, strides }: Omit<Backbone, 'stem'>,
  seed: number,
  unit: UnitPart,
  between: UnitPart = (y) => y,
): SymbolicTensor {
  return depths.reduce((stageInput, depth, s) => {
    const [width, output] = [widths[s] as number, outputs[s] as number];
    const at = (position: number): Unit => {
      const stride = position === 1 ? (strides[s] as number) : 1;
      return { stage: s + 2, position, width, output, stride, seed };
    };
    let y = stageInput;
    for (let position = 1; position <= depth; position += 1) y = unit(y, at(position));
    return s + 1 < depths.length ? between(y, at(depth)) : y;
  }, x);
}
