/** The compiled kernels: two builds of one source, of which an engine runs the faster one that it knows. */
import { relaxedSimdKernels } from '../generated/relaxedSimdKernels.js';
import { simdKernels } from '../generated/simdKernels.js';

/** A module of WebAssembly that imports its memory as `env.memory`. */
export interface KernelBinary {
  readonly base64: string;
  /** Of the byte that says whether that memory is shared. */
  readonly memoryFlagOffset: number;
}

/** 'relaxed-simd' multiplies and adds in one instruction, rounded once; 'simd' runs in every engine. */
export type SimdBuild = 'simd' | 'relaxed-simd';

const binaries: Readonly<Record<SimdBuild, KernelBinary>> = {
  simd: simdKernels,
  'relaxed-simd': relaxedSimdKernels,
};

let newest: SimdBuild | undefined;

/** The faster build of those that this engine can run. */
export function fastestBuild(): SimdBuild {
  newest ??= WebAssembly.validate(kernelBytes('relaxed-simd', false)) ? 'relaxed-simd' : 'simd';
  return newest;
}

/** @param shared Whether the memory is shared between threads. */
export function kernelBytes(build: SimdBuild, shared: boolean): Uint8Array<ArrayBuffer> {
  const { base64, memoryFlagOffset } = binaries[build];
  const bytes = Uint8Array.from(atob(base64.replaceAll('\n', '')), (c) => c.charCodeAt(0));
  // Limits of an imported memory: 1 has a maximum, 2 is shared.
  if (shared) bytes[memoryFlagOffset] = 3;
  return bytes;
}
