/** The kernels of a step as a table: time, and the rate of what each one does most, multiplying or moving. */
import { percent } from '../progress/progress.js';
import { aligned, billions, milliseconds, type Row } from '../table.js';
import type { KernelTotal } from './kernelTotals.js';

export interface ProfileReport {
  /** Mean milliseconds of a step, of which `outside` are spent in no kernel. */
  readonly step: number;
  /** Nothing where the time of the kernels is not known. */
  readonly outside?: number;
  readonly kernels: readonly KernelTotal[];
  /** Where the backend computes on a device, later than it is called. */
  readonly device?: DeviceTotal;
}

/** Of one step. */
export interface DeviceTotal {
  readonly dispatches: number;
  /** That they are bound to. */
  readonly bytes: number;
  /** That the layers read and write at least: each input of each operation once, each output once. */
  readonly leastBytes: number;
}

const columns = ['kernel', 'calls', 'ms', 'of step', 'GMAC/s', 'GB/s', 'of roof', 'shapes'] as const;

type ProfileRow = Row<(typeof columns)[number]>;

/** @param roofGmacs Billions of multiply-adds a second, the rate that the kernels' are compared with. */
export function profileTable({ step, outside = 0, kernels }: ProfileReport, roofGmacs: number): string {
  const times = (time: number): ProfileRow => ({ ms: milliseconds(time), 'of step': percent(time / step) });
  const multiplying = (multiplyAdds: number, time: number): ProfileRow => ({
    'GMAC/s': billions(multiplyAdds / time),
    'of roof': percent(multiplyAdds / time / 1e6 / roofGmacs),
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
  return aligned(columns, [
    ...rows,
    { kernel: 'outside of kernels', ...times(outside) },
    { kernel: 'step', ...times(step), ...multiplying(total, step) },
  ]);
}
