import { setFlagsFromString } from 'node:v8';

/** The smallest module that multiplies and adds with one instruction. */
const probe = Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0,
  253, 15, 65, 0, 253, 15, 253, 133, 2, 11,
]);

/** Turns relaxed SIMD on, which Node 20 has behind a flag of its engine and later versions without. */
export function enableRelaxedSimd(): void {
  if (!WebAssembly.validate(probe)) setFlagsFromString('--experimental-wasm-relaxed-simd');
  if (!WebAssembly.validate(probe))
    throw new Error('this engine has no relaxed SIMD, so nothing tests that build');
}
