/** What was found, as data and as text. */
import type { BackendMemory } from 'sk-core';
import { percent } from '../progress/progress.js';
import type { KernelTotal } from './kernelTotals.js';

export interface BenchReport {
  readonly model: string;
  readonly backend: string;
  readonly work: 'training step' | 'forward pass';
  readonly batchSize: number;
  /** Height, width and channels. */
  readonly image: readonly number[];
  readonly steps: number;
  /** Milliseconds of a step. */
  readonly median: number;
  readonly least: number;
  readonly imagesPerSecond: number;
  /** Billions of multiply-adds a second; a training step counts as three forward passes. */
  readonly gmacs: number;
  /** Tfjs's own product of matrices on the same backend. */
  readonly roof: { readonly size: number; readonly median: number; readonly gmacs: number };
  /** The step's rate as a share of the roof's. */
  readonly ofRoof: number;
  /** Where the backend's plug-in tells. */
  readonly memory?: BackendMemory;
  readonly profile?: ProfileReport;
}

export interface ProfileReport {
  /** Mean milliseconds of a step, of which `outside` are spent in no kernel. */
  readonly step: number;
  readonly outside: number;
  readonly kernels: readonly KernelTotal[];
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;
const milliseconds = (value: number): string => value.toFixed(value < 100 ? 2 : 0);
const rate = (perMillisecond: number): string => (perMillisecond / 1e6).toFixed(1);

export function describeReport(report: BenchReport): string {
  const { model, backend, work, batchSize, image, roof, memory, profile } = report;
  return [
    `${model} on ${backend}: ${work} of ${batchSize} x ${image.join('x')}`,
    `  time   ${milliseconds(report.median)} ms (median of ${report.steps}; least ${milliseconds(report.least)} ms)`,
    `  speed  ${report.imagesPerSecond.toFixed(1)} images/s, ${report.gmacs.toFixed(2)} GMAC/s`,
    `  roof   ${percent(report.ofRoof)} of the ${roof.gmacs.toFixed(2)} GMAC/s of tfjs's own ${roof.size}x${roof.size} matMul (${milliseconds(roof.median)} ms)`,
    ...(memory ? [`  heap   ${gigabytes(memory.heapBytes)} of ${gigabytes(memory.limitBytes)}`] : []),
    ...(profile ? ['', profileTable(profile, roof.gmacs)] : []),
  ].join('\n');
}

function profileTable({ step, outside, kernels }: ProfileReport, roofGmacs: number): string {
  const share = (time: number): string => percent(time / step);
  const rows = kernels.map(({ kernel, shape, calls, milliseconds: time, multiplyAdds, bytes }) => {
    const multiplies = multiplyAdds > 0;
    return [
      kernel,
      `${calls}`,
      milliseconds(time),
      share(time),
      multiplies ? rate(multiplyAdds / time) : '',
      multiplies || bytes === 0 ? '' : rate(bytes / time),
      multiplies ? percent(multiplyAdds / time / 1e6 / roofGmacs) : '',
      ...(shape === undefined ? [] : [shape]),
    ];
  });
  const multiplyAdds = kernels.reduce((sum, total) => sum + total.multiplyAdds, 0);
  const outsideRow = ['outside of kernels', '', milliseconds(outside), share(outside)];
  const ofRoof = percent(multiplyAdds / step / 1e6 / roofGmacs);
  const stepRow = ['step', '', milliseconds(step), share(step), rate(multiplyAdds / step), '', ofRoof];
  const shape = kernels[0]?.shape === undefined ? [] : ['shapes'];
  const header = ['kernel', 'calls', 'ms', 'of step', 'GMAC/s', 'GB/s', 'of roof', ...shape];
  return aligned([header, ...rows, outsideRow, stepRow]);
}

/** Columns of figures to the right; the first and the eighth hold words. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const isText = (column: number): boolean => column === 0 || column === 7;
  return rows
    .map((row) =>
      row
        .map((cell, i) => (isText(i) ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
