/** The compiled kernels: two builds of one source. An engine runs the faster build that it knows. */
import { relaxedSimdKernels } from '../generated/relaxedSimdKernels.js';
import { simdKernels } from '../generated/simdKernels.js';

/** A WebAssembly module that imports its memory as `env.memory`. */
interface KernelBinary {
  readonly base64: string;
  /** Offset of the byte that says whether the memory is shared. */
  readonly memoryFlagOffset: number;
}

/**
 * 'relaxed-simd' multiplies and adds in one instruction, rounded once; 'simd' runs in every engine. 'relaxed-simd-wide' is for
 * engines that keep twelve sums in registers, and has the bits of 'relaxed-simd'.
 */
export type SimdBuild = 'simd' | 'relaxed-simd' | 'relaxed-simd-wide';

const binaries: Readonly<Record<SimdBuild, KernelBinary>> = {
  simd: simdKernels,
  'relaxed-simd': relaxedSimdKernels,
  'relaxed-simd-wide': relaxedSimdKernels,
};

let newest: SimdBuild | undefined;

/**
 * Returns the fastest build of those that this engine can run. Nothing tells how an engine fills its registers: V8 keeps
 * twelve sums there since it compiles wasm by Turboshaft (Node 24), and not before (Node 22). Float16Array came between.
 */
export function fastestBuild(): SimdBuild {
  if (newest === undefined) {
    const canRelax = WebAssembly.validate(kernelBytes('relaxed-simd', false));
    const fastest = 'Float16Array' in globalThis ? 'relaxed-simd-wide' : 'relaxed-simd';
    newest = canRelax ? fastest : 'simd';
  }
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
