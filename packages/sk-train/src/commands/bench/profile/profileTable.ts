/** The kernels of a step as a table: time, and the rate of what each one does most, multiplying or moving. */
import { aligned, percent, type Row } from 'sk-io/command';
import type { KernelTotal } from './kernelTotals.js';
import { billions, milliseconds } from './quantities.js';

export interface ProfileReport {
  /** Mean milliseconds of a step, of which `outside` are spent in no kernel. */
  readonly step: number;
  /** Nothing where the time of the kernels is not known. */
  readonly outside?: number;
  readonly kernels: readonly KernelTotal[];
  /** Where the backend computes on a device, later than it is called. */
  readonly device?: DeviceTotal;
}

/** Sums of one step. */
export interface DeviceTotal {
  readonly dispatches: number;
  /** Bytes that the dispatches are bound to. */
  readonly bytes: number;
  /** Bytes that the layers read and write at least: each input of each operation once, each output once. */
  readonly leastBytes: number;
}

const columns = ['kernel', 'calls', 'ms', 'of step', 'GMAC/s', 'GB/s', 'of baseline', 'shapes'] as const;

type ProfileRow = Row<(typeof columns)[number]>;

/**
 * Returns the table, with sums below it.
 * @param baselineGmacs Billions of MACs a second that the rates of the kernels are compared with.
 */
export function profileTable({ step, outside = 0, kernels }: ProfileReport, baselineGmacs: number): string {
  const times = (time: number): ProfileRow => ({ ms: milliseconds(time), 'of step': percent(time / step) });
  const multiplying = (multiplyAdds: number, time: number): ProfileRow => ({
    'GMAC/s': billions(multiplyAdds / time),
    'of baseline': percent(multiplyAdds / time / 1e6 / baselineGmacs),
  });
  const rows = kernels.map(
    ({ kernel, shape, calls, milliseconds: time = 0, multiplyAdds, bytes }): ProfileRow => {
      const moving = bytes > 0 ? { 'GB/s': billions(bytes / time) } : {};
      return {
        kernel,
        calls: `${calls}`,
        ...times(time),
        ...(multiplyAdds > 0 ? multiplying(multiplyAdds, time) : moving),
        ...(shape !== undefined && { shapes: shape }),
      };
    },
  );
  const total = kernels.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  const sums: ProfileRow[] = [
    { kernel: 'outside of kernels', ...times(outside) },
    { kernel: 'step', ...times(step), ...multiplying(total, step) },
  ];
  return aligned(columns, [...rows, ...sums], ['kernel', 'shapes']);
}
