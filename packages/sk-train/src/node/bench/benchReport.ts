/** What was found, as data and as text. */
import type { BackendMemory } from 'sk-core';
import { percent } from '../progress/progress.js';
import { milliseconds } from '../table.js';
import { deviceTable } from './deviceTable.js';
import { type ProfileReport, profileTable } from './profileTable.js';

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
  /** A copy on the same device, of a profile: bytes read and written, milliseconds. */
  readonly copy?: { readonly bytes: number; readonly median: number; readonly gigabytesPerSecond: number };
  /** Where the backend's plug-in tells. Without a limit, `limitBytes` is Infinity, and null as JSON. */
  readonly memory?: BackendMemory;
  readonly profile?: ProfileReport;
}

const heap = ({ heapBytes, limitBytes }: BackendMemory): string =>
  limitBytes === Infinity ? gigabytes(heapBytes) : `${gigabytes(heapBytes)} of ${gigabytes(limitBytes)}`;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

export function describeReport(report: BenchReport): string {
  const { model, backend, work, batchSize, image, roof, copy, memory, profile } = report;
  return [
    `${model} on ${backend}: ${work} of ${batchSize} x ${image.join('x')}`,
    `  time   ${milliseconds(report.median)} ms (median of ${report.steps}; least ${milliseconds(report.least)} ms)`,
    `  speed  ${report.imagesPerSecond.toFixed(1)} images/s, ${report.gmacs.toFixed(2)} GMAC/s`,
    `  roof   ${percent(report.ofRoof)} of the ${roof.gmacs.toFixed(2)} GMAC/s of tfjs's own ${roof.size}x${roof.size} matMul (${milliseconds(roof.median)} ms)`,
    ...(copy ? [`  copy   ${describeCopy(copy)}`] : []),
    ...(memory ? [`  heap   ${heap(memory)}`] : []),
    ...(profile ? ['', describeProfile(profile, report)] : []),
  ].join('\n');
}

function describeCopy({ bytes, median, gigabytesPerSecond }: NonNullable<BenchReport['copy']>): string {
  const size = (bytes / 1e6).toFixed(0);
  return `${gigabytesPerSecond.toFixed(1)} GB/s (${size} MB read and written in ${milliseconds(median)} ms)`;
}

function describeProfile(profile: ProfileReport, { roof, copy }: BenchReport): string {
  const { device } = profile;
  if (device === undefined) return profileTable(profile, roof.gmacs);
  const roofs = { gmacs: roof.gmacs, ...(copy && { gigabytes: copy.gigabytesPerSecond }) };
  return deviceTable({ ...profile, device }, roofs);
}
