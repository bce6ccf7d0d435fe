/** The backend that layers want before they can be made, whether or not anything is computed. */
import type { DataId } from '@tensorflow/tfjs-core';
import { engine, KernelBackend, registerBackend, removeBackend } from '@tensorflow/tfjs-core';

/** Tells whether TensorFlow.js has a backend, or can make one. */
export const hasBackend = (): boolean => Object.keys(engine().registryFactory).length > 0;

/** Calls `build`, which is synchronous and runs no network. Where there is no backend, there is none afterwards. */
export function withAnyBackend<T>(build: () => T): T {
  if (hasBackend()) return build();
  const name = 'sk-models-no-kernels';
  registerBackend(name, () => new NoKernels());
  try {
    return build();
  } finally {
    removeBackend(name);
  }
}

/** Counts tensors, as the initial weights of stock layers, and keeps no value. */
class NoKernels extends KernelBackend {
  readonly #uses = new Map<DataId, number>();

  override write(): DataId {
    const id: DataId = {};
    this.#uses.set(id, 1);
    return id;
  }

  override move(id: DataId): void {
    this.#uses.set(id, 1);
  }

  override refCount(id: DataId): number {
    return this.#uses.get(id) ?? 0;
  }

  override incRef(id: DataId): void {
    this.#uses.set(id, this.refCount(id) + 1);
  }

  override disposeData(id: DataId, force = false): boolean {
    if (!force && this.refCount(id) > 1) {
      this.#uses.set(id, this.refCount(id) - 1);
      return false;
    }
    return this.#uses.delete(id);
  }

  override numDataIds(): number {
    return this.#uses.size;
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override dispose(): void {
    this.#uses.clear();
  }
}
