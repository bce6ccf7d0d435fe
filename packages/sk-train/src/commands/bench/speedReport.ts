/** How fast a model runs, as data, as JSON and as text. */
import type { BackendMemory } from 'sk-core';
import { percent } from 'sk-io/command';
import { deviceTable } from './profile/deviceTable.js';
import { type ProfileReport, profileTable } from './profile/profileTable.js';
import { milliseconds } from './profile/quantities.js';

export interface SpeedReport {
  readonly model: string;
  readonly backend: string;
  readonly work: 'training step' | 'forward pass';
  readonly batchSize: number;
  /** Height, width and channels. */
  readonly image: readonly number[];
  readonly steps: number;
  /** In mixed precision: in what values the backend multiplies. */
  readonly products?: string;
  /** Milliseconds of a step. */
  readonly median: number;
  readonly least: number;
  readonly imagesPerSecond: number;
  /** Billions of MACs a second; a training step counts as three forward passes. */
  readonly gmacs: number;
  /** The product of matrices that tfjs itself brings for the same backend. */
  readonly baseline: { readonly size: number; readonly median: number; readonly gmacs: number };
  /** The step's rate as a share of the baseline's. */
  readonly ofBaseline: number;
  /** A copy on the same device, beside a profile: bytes read and written, milliseconds. */
  readonly copy?: { readonly bytes: number; readonly median: number; readonly gigabytesPerSecond: number };
  /** Where the backend's plug-in counts. Without a limit, `limitBytes` is Infinity, and null as JSON. */
  readonly memory?: BackendMemory;
  readonly profile?: ProfileReport;
}

const heap = ({ heapBytes, limitBytes }: BackendMemory): string =>
  limitBytes === Infinity ? gigabytes(heapBytes) : `${gigabytes(heapBytes)} of ${gigabytes(limitBytes)}`;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

/** Names in the JSON that differ from those in the code. */
const jsonNames = new Map([
  ['baseline', 'roof'],
  ['ofBaseline', 'ofRoof'],
]);

/** Returns the report as indented JSON. */
export function speedJson(report: SpeedReport): string {
  const fields = Object.entries(report).map(([name, value]) => [jsonNames.get(name) ?? name, value]);
  return JSON.stringify(Object.fromEntries(fields), null, 2);
}

/** Returns the report as a few lines, and the table of kernels where it has a profile. */
export function describeSpeed(report: SpeedReport): string {
  const { model, backend, work, batchSize, image, baseline, products, copy, memory, profile } = report;
  return [
    `${model} on ${backend}: ${work} of ${batchSize} x ${image.join('x')}`,
    ...(products !== undefined ? [`  products  ${products}`] : []),
    `  time      ${milliseconds(report.median)} ms (median of ${report.steps}; least ${milliseconds(report.least)} ms)`,
    `  speed     ${report.imagesPerSecond.toFixed(1)} images/s, ${report.gmacs.toFixed(2)} GMAC/s`,
    `  baseline  ${percent(report.ofBaseline)} of the ${baseline.gmacs.toFixed(2)} GMAC/s of tfjs's own ${baseline.size}x${baseline.size} matMul (${milliseconds(baseline.median)} ms)`,
    ...(copy !== undefined ? [`  copy      ${describeCopy(copy)}`] : []),
    ...(memory !== undefined ? [`  heap      ${heap(memory)}`] : []),
    ...(profile !== undefined ? ['', describeProfile(profile, report)] : []),
  ].join('\n');
}

function describeCopy({ bytes, median, gigabytesPerSecond }: NonNullable<SpeedReport['copy']>): string {
  const size = (bytes / 1e6).toFixed(0);
  return `${gigabytesPerSecond.toFixed(1)} GB/s (${size} MB read and written in ${milliseconds(median)} ms)`;
}

function describeProfile(profile: ProfileReport, { baseline, copy }: SpeedReport): string {
  const { gmacs } = baseline;
  const { device } = profile;
  if (device === undefined) return profileTable(profile, gmacs);
  const baselines = { gmacs, ...(copy !== undefined && { gigabytes: copy.gigabytesPerSecond }) };
  return deviceTable({ ...profile, device }, baselines);
}
