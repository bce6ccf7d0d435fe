/** The kernels of a step on a device as a table: dispatches, times, and the rates of multiplying and of moving. */
import { aligned, percent, type Row } from 'sk-io/command';
import type { DeviceTotal, ProfileReport } from './profileTable.js';
import { billions, milliseconds } from './quantities.js';

const columns = [
  'kernel',
  'calls',
  'dispatches',
  'ms',
  'of step',
  'GFLOP/s',
  'of baseline',
  'GB/s',
  'of copy',
  'shapes',
] as const;

type DeviceRow = Row<(typeof columns)[number]>;

/** Rates that those of the kernels are compared with. */
export interface DeviceBaselines {
  /** Billions of MACs a second. */
  readonly gmacs: number;
  /** Billions of bytes a second. */
  readonly gigabytes?: number;
}

interface Figures {
  readonly milliseconds?: number;
  readonly multiplyAdds: number;
  readonly bytes: number;
}

/** Returns the table; times and rates are left out where the device has no clock. A MAC is two floating point operations. */
export function deviceTable(
  { step, outside, kernels, device }: ProfileReport & { readonly device: DeviceTotal },
  { gmacs, gigabytes }: DeviceBaselines,
): string {
  const share = (time: number): DeviceRow => ({ ms: milliseconds(time), 'of step': percent(time / step) });
  const figures = ({ milliseconds: time, multiplyAdds, bytes }: Figures): DeviceRow => {
    if (time === undefined) return {};
    if (time === 0) return share(time);
    return {
      ...share(time),
      ...(multiplyAdds > 0 && {
        'GFLOP/s': billions((2 * multiplyAdds) / time),
        'of baseline': percent(multiplyAdds / time / 1e6 / gmacs),
      }),
      ...(bytes > 0 && { 'GB/s': billions(bytes / time) }),
      ...(bytes > 0 && gigabytes !== undefined && { 'of copy': percent(bytes / time / 1e6 / gigabytes) }),
    };
  };
  // What is done without the device is no row here.
  const rows = kernels
    .filter(({ dispatches }) => dispatches !== 0)
    .map(
      ({ kernel, shape, calls, dispatches, ...rest }): DeviceRow => ({
        ...{ kernel, calls: `${calls}`, dispatches: `${dispatches}` },
        ...figures(rest),
        ...(shape !== undefined && { shapes: shape }),
      }),
    );
  const all: Figures = {
    ...(outside !== undefined && { milliseconds: step - outside }),
    multiplyAdds: kernels.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0),
    bytes: device.bytes,
  };
  const sums: DeviceRow[] = [
    { kernel: 'all kernels', dispatches: `${device.dispatches}`, ...figures(all) },
    ...(outside === undefined ? [] : [{ kernel: 'device waits', ...share(outside) }]),
  ];
  const table = aligned(columns, [...rows, ...sums], ['kernel', 'shapes']);
  return [table, '', describeBytes(device)].join('\n');
}

function describeBytes({ dispatches, bytes, leastBytes }: DeviceTotal): string {
  const times = (bytes / leastBytes).toFixed(2);
  return `${size(bytes)} in ${dispatches} dispatches: ${times} times the ${size(leastBytes)} that the layers read and write at least`;
}

const size = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
