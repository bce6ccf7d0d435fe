/** The kernels of a step as a table: time, and the rate of what each one does most, multiplying or moving. */
import { percent } from '../progress/progress.js';
import type { KernelTotal } from './kernelTotals.js';

export interface ProfileReport {
  /** Mean milliseconds of a step, of which `outside` are spent in no kernel. */
  readonly step: number;
  readonly outside: number;
  readonly kernels: readonly KernelTotal[];
}

/** To a hundredth where they are few. */
export const milliseconds = (value: number): string => value.toFixed(value < 100 ? 2 : 0);

const columns = ['kernel', 'calls', 'ms', 'of step', 'GMAC/s', 'GB/s', 'of roof', 'shapes'] as const;
const wordColumns: readonly string[] = ['kernel', 'shapes'];

type Row = Partial<Readonly<Record<(typeof columns)[number], string>>>;

/** @param roofGmacs Billions of multiply-adds a second, the rate that the kernels' are compared with. */
export function profileTable({ step, outside, kernels }: ProfileReport, roofGmacs: number): string {
  const times = (time: number): Row => ({ ms: milliseconds(time), 'of step': percent(time / step) });
  const multiplying = (multiplyAdds: number, time: number): Row => ({
    'GMAC/s': billions(multiplyAdds / time),
    'of roof': percent(multiplyAdds / time / 1e6 / roofGmacs),
  });
  const rows = kernels.map(({ kernel, shape, calls, milliseconds: time, multiplyAdds, bytes }): Row => {
    const moving = bytes > 0 ? { 'GB/s': billions(bytes / time) } : {};
    return {
      kernel,
      calls: `${calls}`,
      ...times(time),
      ...(multiplyAdds > 0 ? multiplying(multiplyAdds, time) : moving),
      ...(shape !== undefined && { shapes: shape }),
    };
  });
  const total = kernels.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  return aligned([
    ...rows,
    { kernel: 'outside of kernels', ...times(outside) },
    { kernel: 'step', ...times(step), ...multiplying(total, step) },
  ]);
}

/** From units a millisecond to billions of them a second. */
const billions = (perMillisecond: number): string => (perMillisecond / 1e6).toFixed(1);

function aligned(rows: readonly Row[]): string {
  const header: Row = Object.fromEntries(columns.map((column) => [column, column]));
  const used = columns.filter((column) => rows.some((row) => row[column] !== undefined));
  const widths = used.map((column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  const cell = (row: Row, column: (typeof columns)[number], width: number): string => {
    const text = row[column] ?? '';
    return wordColumns.includes(column) ? text.padEnd(width) : text.padStart(width);
  };
  const line = (row: Row): string =>
    used
      .map((column, i) => cell(row, column, widths[i] as number))
      .join('  ')
      .trimEnd();
  return [header, ...rows].map(line).join('\n');
}
