/** The parts of tfjs's wasm backend that its types do not show. Every cast to them stands here. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { DataId } from '@tensorflow/tfjs-core';

export type { BackendWasm };

/** Emscripten's module, as 4.22 builds it: its malloc is a stub that replaces itself at the first call. */
export interface TfjsModule {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  readonly HEAPU8: Uint8Array;
  /** Exports of the single-threaded builds. */
  readonly asm: { readonly memory?: WebAssembly.Memory };
  /** Of the threaded build, which imports its memory. */
  readonly wasmMemory?: WebAssembly.Memory;
  readonly tfjs: {
    registerTensor(id: number, size: number, memoryOffset: number): void;
    disposeData(id: number): void;
  };
}

/** What the backend knows of one buffer. */
export interface TensorData {
  readonly id: number;
  readonly memoryOffset: number;
  readonly refCount: number;
}

export function moduleOf(backend: BackendWasm): TfjsModule {
  return backend.wasm as unknown as TfjsModule;
}

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

/** Moves the data here first where another backend holds them. */
export function dataOf(backend: BackendWasm, dataId: DataId): TensorData {
  return backend.dataIdMap.get(dataId);
}

/**
 * Tells tfjs's C++ side that a buffer has new contents: it keeps convolution and matrix product operators with
 * packed copies of their weights, by tensor, until that tensor is disposed of.
 */
export function renew(backend: BackendWasm, dataId: DataId, size: number): void {
  const { id, memoryOffset } = dataOf(backend, dataId);
  const { tfjs } = moduleOf(backend);
  tfjs.disposeData(id);
  tfjs.registerTensor(id, size, memoryOffset);
}
