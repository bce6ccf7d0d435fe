/** The interface between a run and the runtimes that it measures. */
import type { KernelChoice } from '../tfjs/kernelSets.js';
import type { Variation } from '../tfjs/tfjsProgram.js';
import type { Work } from '../work/work.js';

/** `wasm` measures the processor, `webgpu` a GPU. */
export type Backend = 'wasm' | 'webgpu';

export interface Runtime {
  /** Name in tables and CSV files. */
  readonly name: string;
  readonly threads: number;
  /** @throws CannotError with the reason where this machine lacks the runtime. */
  start(host: Host): Promise<Started>;
}

/** What runtimes are started with. */
export interface Host {
  /** Folder of the peers' programs. */
  readonly peers: string;
  /** Python interpreter that has PyTorch and timm. */
  readonly python: string;
  /** Path of the program in `bench/programs` that is running; it starts itself as a child. */
  readonly program: string;
  /** Whether an adapter may compute on the processor. */
  readonly allowSoftware: boolean;
  readonly clock: Clock;
  /** Starts tfjs in this process, where the program can. */
  readonly startInProcess?: (kernels: KernelChoice, variation: Variation) => Promise<Started>;
}

/** `device` is the device's own clock, and the wall clock where the device has none. */
export type Clock = 'wall' | 'device';

export interface Device {
  readonly name: string;
  /** Name for file names, such as `nvidia-h100-pcie`. */
  readonly slug: string;
  /** Whether an adapter computes on the processor, so that its times mean nothing. */
  readonly software: boolean;
}

export interface Started {
  readonly version: string;
  /** Adapter of a runtime on WebGPU. */
  readonly adapter?: Device;
  /** @throws CannotError with the reason where the runtime lacks such a work. */
  prepare(work: Work): Promise<Timed>;
  /** Returns the remark of the runtime on how it did a work; undefined before the first turn. */
  noteOf?(work: Work): string | undefined;
  /** Frees the prepared works. */
  release(): Promise<void>;
  stop(): Promise<void>;
}

/** Does a work `calls` times and returns the milliseconds of all calls, by a clock of the runtime. */
export type Timed = (calls: number) => Promise<number>;
