/** The numbers that a recording uploads at each run, in one buffer. */
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import type { Recording } from './recording.js';

export interface Constants {
  readonly buffer: GPUBuffer | undefined;
  /** Where the contents of a buffer that the run asked for stand, by its number. */
  readonly offsets: ReadonlyMap<number, number>;
}

/** Writes the uploads of a recording. Equal ones stand there once. @param skipped The numbers of the inputs. */
export function makeConstants(
  backend: WebGPUBackend,
  { commands }: Recording,
  skipped: ReadonlySet<number>,
): Constants {
  const { minUniformBufferOffsetAlignment: uniform, minStorageBufferOffsetAlignment: storage } =
    backend.device.limits;
  const alignment = Math.max(uniform, storage);
  const byContents = new Map<string, { readonly offset: number; readonly bytes: Uint8Array }>();
  const offsets = new Map<number, number>();
  let length = 0;
  for (const command of commands) {
    if (command.kind !== 'upload' || !('made' in command.place) || skipped.has(command.place.made)) continue;
    const { bytes, place } = command;
    const key = bytes.join();
    let known = byContents.get(key);
    if (known === undefined) {
      known = { offset: length, bytes };
      byContents.set(key, known);
      length = Math.ceil((length + bytes.length) / alignment) * alignment;
    }
    offsets.set(place.made, known.offset);
  }
  if (length === 0) return { buffer: undefined, offsets };
  const usage =
    GPUBufferUsage.UNIFORM | GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffer = backend.bufferManager.acquireBuffer(length, usage, false, false);
  const all = new Uint8Array(length);
  for (const { offset, bytes } of byContents.values()) all.set(bytes, offset);
  backend.device.queue.writeBuffer(buffer, 0, all);
  return { buffer, offsets };
}
