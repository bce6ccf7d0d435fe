/** The parts of tfjs's wasm backend that its types do not show. All casts to them stand here. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { DataId } from '@tensorflow/tfjs-core';

export type { BackendWasm };

/** Emscripten's module, as 4.22 builds it: its malloc is a stub that replaces itself at the first call. */
export interface TfjsModule {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  readonly HEAPU8: Uint8Array;
  /** The exports of the single-threaded builds. */
  readonly asm: { readonly memory?: WebAssembly.Memory };
  /** The memory of the threaded build, which imports it. */
  readonly wasmMemory?: WebAssembly.Memory;
  readonly tfjs: {
    registerTensor(id: number, size: number, memoryOffset: number): void;
    disposeData(id: number): void;
  };
}

/** The backend's record of one buffer. */
export interface TensorData {
  readonly id: number;
  readonly memoryOffset: number;
  readonly refCount: number;
}

/** Returns the Emscripten module of a backend. */
export function moduleOf(backend: BackendWasm): TfjsModule {
  return backend.wasm as unknown as TfjsModule;
}

/**
 * Returns the memory that a backend's heap lies in.
 *
 * @throws Error for a build of tfjs's backend that hides its memory.
 */
export function memoryOf(backend: BackendWasm): WebAssembly.Memory {
  const { wasmMemory, asm } = moduleOf(backend);
  const memory = wasmMemory ?? asm.memory;
  if (memory === undefined) {
    throw new Error(
      'sk-backend-wasm: this build of @tensorflow/tfjs-backend-wasm hides its memory, wants 4.22',
    );
  }
  return memory;
}

/** Returns the record of a tensor. Data that another backend holds are moved here first. */
export function dataOf(backend: BackendWasm, dataId: DataId): TensorData {
  return backend.dataIdMap.get(dataId);
}

/**
 * Tells tfjs's C++ side that a buffer has new contents. It keeps operators of convolutions and matrix products, with
 * packed copies of their weights, until the tensor of the weights is disposed of.
 */
export function renew(backend: BackendWasm, dataId: DataId, size: number): void {
  const { id, memoryOffset } = dataOf(backend, dataId);
  const { tfjs } = moduleOf(backend);
  tfjs.disposeData(id);
  tfjs.registerTensor(id, size, memoryOffset);
}
