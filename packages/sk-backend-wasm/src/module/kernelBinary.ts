/** The compiled kernels: two builds of one source. An engine runs the faster build that it knows. */
import { relaxedSimdKernels } from '../generated/relaxedSimdKernels.js';
import { simdKernels } from '../generated/simdKernels.js';

/** A WebAssembly module that imports its memory as `env.memory`. */
interface KernelBinary {
  readonly base64: string;
  /** Offset of the byte that says whether the memory is shared. */
  readonly memoryFlagOffset: number;
}

/** 'relaxed-simd' multiplies and adds in one instruction, rounded once; 'simd' runs in every engine. */
export type SimdBuild = 'simd' | 'relaxed-simd';

const binaries: Readonly<Record<SimdBuild, KernelBinary>> = {
  simd: simdKernels,
  'relaxed-simd': relaxedSimdKernels,
};

let newest: SimdBuild | undefined;

/** Returns the faster build of those that this engine can run. */
export function fastestBuild(): SimdBuild {
  newest ??= WebAssembly.validate(kernelBytes('relaxed-simd', false)) ? 'relaxed-simd' : 'simd';
  return newest;
}

/**
 * Returns the binary of a build.
 *
 * @param shared Whether the memory is shared between threads.
 */
export function kernelBytes(build: SimdBuild, shared: boolean): Uint8Array<ArrayBuffer> {
  const { base64, memoryFlagOffset } = binaries[build];
  const bytes = Uint8Array.from(atob(base64.replaceAll('\n', '')), (c) => c.charCodeAt(0));
  // Limits of an imported memory: bit 1 says that it has a maximum, bit 2 that it is shared.
  if (shared) bytes[memoryFlagOffset] = 3;
  return bytes;
}
