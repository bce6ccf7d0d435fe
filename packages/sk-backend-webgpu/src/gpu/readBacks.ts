/** Reads of values that the device computes while the host goes on. */
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';

/** Buffers that the host can read, used in turn. */
export class ReadBacks {
  readonly #backend: WebGPUBackend;
  readonly #free: GPUBuffer[] = [];
  #isDisposed = false;

  constructor(backend: WebGPUBackend) {
    this.#backend = backend;
  }

  /** Returns a buffer to copy values into. It comes back by {@link read} or {@link giveBack}. @param size In bytes. */
  take(size: number): GPUBuffer {
    const at = this.#free.findIndex((buffer) => buffer.size === size);
    const [found] = at < 0 ? [] : this.#free.splice(at, 1);
    const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ;
    return found ?? this.#backend.bufferManager.acquireBuffer(size, usage, false, false);
  }

  /** Takes a buffer back that nothing was copied into. */
  giveBack(buffer: GPUBuffer): void {
    if (this.#isDisposed) this.#backend.bufferManager.releaseBuffer(buffer, false);
    else this.#free.push(buffer);
  }

  /** Waits for the values of a buffer. */
  async read(buffer: GPUBuffer): Promise<ArrayBuffer> {
    return await this.#mapped(buffer, (values) => values.slice(0));
  }

  /** Waits for the values of a buffer, and copies them. */
  async readInto(buffer: GPUBuffer, target: Float32Array): Promise<void> {
    await this.#mapped(buffer, (values) => target.set(new Float32Array(values)));
  }

  async #mapped<T>(buffer: GPUBuffer, copy: (values: ArrayBuffer) => T): Promise<T> {
    try {
      await buffer.mapAsync(GPUMapMode.READ);
      const copied = copy(buffer.getMappedRange());
      buffer.unmap();
      this.giveBack(buffer);
      return copied;
    } catch (error) {
      this.#backend.bufferManager.releaseBuffer(buffer, false);
      throw error;
    }
  }

  /** Frees the buffers; those whose values are still to come are freed then. */
  dispose(): void {
    this.#isDisposed = true;
    for (const buffer of this.#free.splice(0)) this.#backend.bufferManager.releaseBuffer(buffer, false);
  }
}
