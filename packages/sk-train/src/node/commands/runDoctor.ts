/** `sk-train doctor`: what a report of a problem should begin with. */
import { createRequire } from 'node:module';
import { cpus, freemem, totalmem } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import * as core from 'sk-core';
import { backendCandidates, type Candidate, type DeviceReport } from '../backends.js';
import { exitCodes } from '../exitCodes.js';
import { describeDevice } from './describeDevice.js';
import type { DoctorCommandOptions } from './doctorCommand.js';
import { checkHealth, type Health } from './health.js';
import { oneLine, printResult } from './terminal.js';

interface BackendFindings {
  readonly name: string;
  readonly package: string;
  /** Why it does not start. */
  readonly reason?: string;
  readonly health?: Health;
  /** For each op of sk-core, who computes it. */
  readonly kernels?: Readonly<Record<string, core.KernelOrigin>>;
  /** Without a limit, `limitBytes` is Infinity, and null as JSON. */
  readonly memory?: core.BackendMemory;
  readonly device?: DeviceReport;
}

interface Findings {
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly memory: { readonly totalBytes: number; readonly freeBytes: number };
  readonly packages: Readonly<Record<string, string>>;
  readonly backends: readonly BackendFindings[];
}

const packages = [
  'sk-core',
  'sk-models',
  'sk-train',
  'sk-backend-wasm',
  'sk-backend-webgpu',
  'sk-viz',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgpu',
  'webgpu',
] as const;

/** Answers the exit code: failure where no backend computes. */
export async function runDoctor({ json }: DoctorCommandOptions): Promise<number> {
  tf.enableProdMode();
  const backends: BackendFindings[] = [];
  for (const candidate of backendCandidates({ allowSoftware: true })) {
    backends.push(await examine(candidate));
  }
  const findings: Findings = {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    packages: await installedVersions(),
    backends,
  };
  printResult(json ? JSON.stringify(findings, null, 2) : describe(findings));
  return backends.some(({ health }) => health?.isRight) ? exitCodes.ok : exitCodes.failure;
}

async function examine({ name, package: source, start, device }: Candidate): Promise<BackendFindings> {
  try {
    await start();
    const health = await checkHealth();
    const memory = core.pluginOf(name)?.memory?.();
    return {
      ...{ name, package: source, health, kernels: kernelOrigins(name) },
      ...(memory && { memory }),
      ...(device && { device: await device() }),
    };
  } catch (error) {
    return { name, package: source, reason: oneLine((error as Error).message) };
  }
}

function kernelOrigins(backend: string): Record<string, core.KernelOrigin> {
  const names = Object.values(core).flatMap((value) =>
    typeof value === 'function' && 'spec' in value ? [(value.spec as { kernelName: string }).kernelName] : [],
  );
  const origin = (name: string): core.KernelOrigin => {
    const found = core.kernelOrigin(name, backend);
    // Where a backend has no kernel, the op registers its composite when it is first called.
    return found === 'none' ? 'composite' : found;
  };
  return Object.fromEntries(names.sort().map((name) => [name, origin(name)]));
}

async function installedVersions(): Promise<Record<string, string>> {
  const require = createRequire(import.meta.url);
  const versions: Record<string, string> = {};
  for (const name of packages) {
    try {
      versions[name] = (require(`${name}/package.json`) as { version: string }).version;
    } catch {
      versions[name] = 'not installed';
    }
  }
  // This one hides its package.json.
  const sharp = await import('sharp').catch(() => undefined);
  return { ...versions, sharp: sharp?.default.versions['sharp'] ?? 'not installed' };
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

function describe({ node, platform, processor, memory, packages, backends }: Findings): string {
  return [
    `node ${node} on ${platform}, ${processor}`,
    `memory: ${gigabytes(memory.freeBytes)} of ${gigabytes(memory.totalBytes)} free`,
    'packages:',
    ...Object.entries(packages).map(([name, version]) => `  ${name} ${version}`),
    'backends:',
    ...backends.flatMap(describeBackend),
  ].join('\n');
}

function describeBackend({ name, reason, health, kernels = {}, ...rest }: BackendFindings): string[] {
  if (health === undefined) return [`  ${name}: does not start: ${reason}`];
  const state = health.isRight ? 'right' : 'WRONG';
  const { memory, device } = rest;
  return [
    `  ${name}: starts`,
    `    matmul of ${health.matmulSize}: ${health.matmulGmacs.toFixed(1)} GMAC/s; an SK unit, forward and backward: ${health.unitMilliseconds.toFixed(1)} ms, ${state}`,
    ...(device ? describeDevice(device).map((line) => `    ${line}`) : []),
    ...(memory ? [`    memory: ${describeLimit(memory)}`] : []),
    ...Object.entries(groupByOrigin(kernels)).map(([origin, names]) => `    ${origin}: ${names.join(', ')}`),
  ];
}

const describeLimit = ({ limitBytes }: core.BackendMemory): string =>
  limitBytes === Infinity ? 'as much as the device gives' : `up to ${gigabytes(limitBytes)}`;

function groupByOrigin(kernels: Readonly<Record<string, core.KernelOrigin>>): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const [name, origin] of Object.entries(kernels)) {
    groups[origin] ??= [];
    groups[origin].push(name);
  }
  return groups;
}
