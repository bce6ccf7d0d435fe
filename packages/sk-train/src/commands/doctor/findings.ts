/** What `sk-train doctor` finds: versions, and for each backend whether it starts and computes what it should. */
import { cpus, freemem, totalmem } from 'node:os';
import * as core from 'sk-core';
import { backendCandidates, type Candidate, type DeviceReport, oneLine } from 'sk-io/command';
import { installedVersions } from '../parts/installedVersions.js';
import { checkHealth, type Health } from './health.js';
import { findMpiLibrary, type MpiFindings } from './mpiFindings.js';

export interface BackendFindings {
  readonly name: string;
  readonly package: string;
  /** Why it does not start. */
  readonly reason?: string;
  readonly health?: Health;
  /** Where the kernel of each operator of sk-core comes from. */
  readonly kernels?: Readonly<Record<string, core.KernelOrigin>>;
  /** Without a limit, `limitBytes` is Infinity, and null as JSON. */
  readonly memory?: core.BackendMemory;
  readonly device?: DeviceReport;
  /** Names what computes, in one line. */
  readonly about?: string;
}

export interface Findings {
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly memory: { readonly totalBytes: number; readonly freeBytes: number };
  readonly packages: Readonly<Record<string, string>>;
  readonly backends: readonly BackendFindings[];
  readonly mpi: MpiFindings;
}

/** Starts each backend in turn and examines it. */
export async function findEverything(): Promise<Findings> {
  const backends: BackendFindings[] = [];
  for (const candidate of backendCandidates({ allowSoftware: true })) {
    backends.push(await examine(candidate));
  }
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    packages: await installedVersions(),
    backends,
    mpi: await findMpiLibrary(),
  };
}

async function examine({ name, package: source, start, device, about }: Candidate): Promise<BackendFindings> {
  try {
    await start();
    const health = await checkHealth();
    const memory = core.pluginOf(name)?.memory?.();
    return {
      ...{ name, package: source, health, kernels: kernelOrigins(name) },
      ...(memory !== undefined && { memory }),
      ...(device !== undefined && { device: await device() }),
      ...(about !== undefined && { about: await about() }),
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
    // Where a backend has no kernel, the operator registers its composite when it is first called.
    return found === 'none' ? 'composite' : found;
  };
  return Object.fromEntries(names.sort().map((name) => [name, origin(name)]));
}
