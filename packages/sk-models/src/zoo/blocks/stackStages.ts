/** Stacks the units of a network, stage after stage. Table 1. */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import type { Backbone } from './backbone.js';

export interface Unit {
  /** Counts from 2, since the stem is conv1. */
  readonly stage: number;
  /** Counts from 1. */
  readonly position: number;
  /** Channels in the middle, and at the end of the unit. */
  readonly width: number;
  readonly output: number;
  readonly stride: number;
  readonly seed: number;
}

/** Returns the name of a unit in the authors' network files: conv2_1. */
export const unitName = ({ stage, position }: Unit): string => `conv${stage}_${position}`;

/** A unit, or a part of one that a family chooses. */
export type UnitPart = (x: SymbolicTensor, unit: Unit) => SymbolicTensor;

/** Adds all units. @param between Reads the output of each stage but the last. */
export function stackStages(
  x: SymbolicTensor,
  { depths, widths, outputs, strides }: Omit<Backbone, 'stem'>,
  seed: number,
  unit: UnitPart,
  between: UnitPart = (y) => y,
): SymbolicTensor {
  return depths.reduce((stageInput, depth, s) => {
    const [width, output] = [elementAt(widths, s), elementAt(outputs, s)];
    const at = (position: number): Unit => {
      const stride = position === 1 ? elementAt(strides, s) : 1;
      return { stage: s + 2, position, width, output, stride, seed };
    };
    let y = stageInput;
    for (let position = 1; position <= depth; position++) y = unit(y, at(position));
    return s + 1 < depths.length ? between(y, at(depth)) : y;
  }, x);
}
