/** The findings of `sk-train doctor` as lines of text. */
import type { BackendMemory } from 'sk-core';
import { describeDevice } from './describeDevice.js';
import type { BackendFindings, Findings } from './findings.js';
import type { MpiFindings } from './mpiFindings.js';

/** Returns all findings, a fact a line. */
export function describeFindings(findings: Findings): string {
  const { node, platform, processor, memory, packages, backends, mpi } = findings;
  return [
    `node ${node} on ${platform}, ${processor}`,
    `memory: ${gigabytes(memory.freeBytes)} of ${gigabytes(memory.totalBytes)} free`,
    'packages:',
    ...Object.entries(packages).map(([name, version]) => `  ${name} ${version}`),
    'backends:',
    ...backends.flatMap(describeBackend),
    `mpi: ${describeMpi(mpi)}`,
  ].join('\n');
}

const describeMpi = ({ library, file, launcher, reason }: MpiFindings): string =>
  library === undefined ? `none: ${reason}` : `${library} (${file}); launcher: ${launcher}`;

function describeBackend({ name, reason, health, kernels = {}, ...rest }: BackendFindings): string[] {
  if (health === undefined) return [`  ${name}: does not start: ${reason}`];
  const state = health.isRight ? 'right' : 'WRONG';
  const { memory, device, about } = rest;
  const origins = [...new Set(Object.values(kernels))];
  return [
    `  ${name}: starts${about === undefined ? '' : `: ${about}`}`,
    `    matmul of ${health.matmulSize}: ${health.matmulGmacs.toFixed(1)} GMAC/s; an SK unit, forward and backward: ${health.unitMilliseconds.toFixed(1)} ms, ${state}`,
    ...(device === undefined ? [] : describeDevice(device).map((line) => `    ${line}`)),
    ...(memory === undefined ? [] : [`    memory: ${describeLimit(memory)}`]),
    ...origins.map((origin) => `    ${origin}: ${kernelsFrom(origin, kernels).join(', ')}`),
  ];
}

const kernelsFrom = (origin: string, kernels: NonNullable<BackendFindings['kernels']>): string[] =>
  Object.keys(kernels).filter((kernel) => kernels[kernel] === origin);

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

const describeLimit = ({ limitBytes }: BackendMemory): string =>
  limitBytes === Infinity ? 'as much as the device gives' : `up to ${gigabytes(limitBytes)}`;
