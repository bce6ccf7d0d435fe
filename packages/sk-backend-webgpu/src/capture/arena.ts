/** The buffers that all recordings of one capture use in turn. */
import { elementAt } from 'sk-core';
import { freeBytes } from '../tfjs/freeBuffers.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';

export class Arena {
  readonly #backend: WebGPUBackend;
  readonly #slots: GPUBuffer[] = [];
  readonly #inputs = new Map<string, GPUBuffer>();
  #generation = 0;

  constructor(backend: WebGPUBackend) {
    this.#backend = backend;
  }

  /** Counts the changes of buffers: what was bound before the last one must be bound again. */
  get generation(): number {
    return this.#generation;
  }

  /** Makes room for a recording. The nth slot is as large as the largest that was asked for in that place. */
  grow(slots: readonly number[], inputs: ReadonlyMap<string, number>): void {
    // The buffers that tfjs keeps for later held the same values in eager runs.
    const short = slots.some((size, i) => (this.#slots[i]?.size ?? 0) < size);
    if (short) freeBytes(this.#backend);
    for (const [i, size] of slots.entries()) {
      const larger = this.#enlarged(this.#slots[i], size);
      if (larger !== undefined) this.#slots[i] = larger;
    }
    for (const [name, size] of inputs) {
      const larger = this.#enlarged(this.#inputs.get(name), size);
      if (larger !== undefined) this.#inputs.set(name, larger);
    }
  }

  slot(index: number): GPUBuffer {
    return elementAt(this.#slots, index);
  }

  input(name: string): GPUBuffer {
    const buffer = this.#inputs.get(name);
    if (buffer === undefined) throw new RangeError(`no input is called ${name}`);
    return buffer;
  }

  dispose(): void {
    const { bufferManager } = this.#backend;
    for (const buffer of [...this.#slots, ...this.#inputs.values()])
      bufferManager.releaseBuffer(buffer, false);
    this.#slots.length = 0;
    this.#inputs.clear();
    this.#generation++;
  }

  /** Returns a buffer in place of one that is too small, which it gives back. */
  #enlarged(buffer: GPUBuffer | undefined, size: number): GPUBuffer | undefined {
    if (buffer !== undefined && buffer.size >= size) return undefined;
    const { bufferManager } = this.#backend;
    if (buffer !== undefined) bufferManager.releaseBuffer(buffer, false);
    this.#generation++;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    return bufferManager.acquireBuffer(size, usage, false, false);
  }
}
