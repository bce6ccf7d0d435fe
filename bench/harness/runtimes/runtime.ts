/** Who is measured. */
import type { Work } from '../work/work.js';

export interface Runtime {
  readonly name: string;
  readonly threads: number;
  /** @throws CannotError with the reason where this machine does not have it. */
  start(): Promise<Started>;
}

/** 'device': what the device itself takes, by its own clock where it has one; 'wall' otherwise. */
export type Clock = 'wall' | 'device';

export interface AdapterName {
  readonly name: string;
  /** For file names, such as `nvidia-h100-pcie`. */
  readonly slug: string;
  /** Whether it computes on the processor: its times say nothing. */
  readonly software: boolean;
}

export interface Started {
  readonly version: string;
  /** Of a runtime on WebGPU. */
  readonly adapter?: AdapterName;
  /** @throws CannotError with the reason where it has no such work. */
  prepare(work: Work): Promise<Timed>;
  /** What the runtime has to say about how it does a work, once it has done it. */
  noteOf?(work: Work): string | undefined;
  /** Forgets the prepared works. */
  release(): Promise<void>;
  stop(): Promise<void>;
}

/** Does a work so many times; returns milliseconds in all, by the clock of whoever did it. */
export type Timed = (calls: number) => Promise<number>;
