/**
 * tfjs's single-threaded SIMD build with a memory that threads can share. It differs from the original in one bit.
 */
import { readFileSync } from 'node:fs';

const memorySection = 5;
/** Bits of a memory's limits. */
const hasMaximum = 1;
const isShared = 2;

/**
 * Declares the memory of a module shared. A module without atomics may have a shared memory as long as a single
 * thread runs it.
 *
 * @throws Error unless the module has one memory of its own with a maximum, as that of tfjs 4.22 has.
 */
export function shareMemory(binary: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(binary);
  for (let at = 8; at < bytes.length; ) {
    const [size, start] = unsigned(bytes, at + 1);
    if (bytes[at] === memorySection) {
      const [memories, limits] = unsigned(bytes, start);
      if (memories !== 1 || bytes[limits] !== hasMaximum) break;
      bytes[limits] = hasMaximum | isShared;
      return bytes;
    }
    at = start + size;
  }
  throw new Error(
    'sk-backend-wasm: this build of @tensorflow/tfjs-backend-wasm has no memory that can be shared, wants 4.22: take threads: 1',
  );
}

/** Reads the number at `at` in LEB128, and returns it with the place where it ends. */
function unsigned(bytes: Uint8Array, at: number): [value: number, end: number] {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return [value, at];
  }
}

/** Returns a URL of the binary at `path` with a shared memory, for tfjs's fetch. */
export function sharedBinaryUrl(path: string): string {
  const binary = shareMemory(readFileSync(path));
  return `data:application/wasm;base64,${Buffer.from(binary).toString('base64')}`;
}
