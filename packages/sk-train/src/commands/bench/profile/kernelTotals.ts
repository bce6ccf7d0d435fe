/** The calls of a profile added up, by kernel or by kernel and shapes. */
import { elementAt, type KernelCall } from 'sk-core';
import { shapeClass } from './shapeClass.js';

export type Grouping = 'kernel' | 'shape';

/** All figures are those of one step. */
export interface KernelTotal {
  readonly kernel: string;
  /** The shapes of its calls, where the grouping is by shape. */
  readonly shape?: string;
  readonly calls: number;
  /** Runs of shaders, where the backend computes on a device. */
  readonly dispatches?: number;
  /** Nothing where such a device has no clock. */
  readonly milliseconds?: number;
  readonly multiplyAdds: number;
  readonly bytes: number;
}

/**
 * Adds up the calls of each kernel.
 * @param calls The calls of all steps.
 * @returns the slowest first; where times are not known, those first that move the most bytes
 */
export function kernelTotals(calls: readonly KernelCall[], steps: number, by: Grouping): KernelTotal[] {
  const groups = new Map<string, KernelCall[]>();
  for (const call of calls) {
    const key = by === 'shape' ? `${call.kernelName} ${shapeClass(call)}` : call.kernelName;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [call]);
    else group.push(call);
  }
  const totals = [...groups.values()].map((group): KernelTotal => {
    const first = elementAt(group, 0);
    const perStep = (of: (call: KernelCall) => number): number =>
      group.reduce((sum, call) => sum + of(call), 0) / steps;
    return {
      kernel: first.kernelName,
      ...(by === 'shape' && { shape: shapeClass(first) }),
      calls: perStep(() => 1),
      ...(isKnown(group, 'dispatches') && { dispatches: perStep(({ dispatches = 0 }) => dispatches) }),
      ...(isKnown(group, 'milliseconds') && {
        milliseconds: perStep(({ milliseconds = 0 }) => milliseconds),
      }),
      multiplyAdds: perStep(({ macs }) => macs),
      bytes: perStep(({ bytes }) => bytes),
    };
  });
  return totals.sort((a, b) => timeOf(b) - timeOf(a) || b.bytes - a.bytes);
}

const isKnown = (calls: readonly KernelCall[], figure: 'dispatches' | 'milliseconds'): boolean =>
  calls.every((call) => call[figure] !== undefined);

const timeOf = ({ milliseconds = 0 }: KernelTotal): number => milliseconds;
