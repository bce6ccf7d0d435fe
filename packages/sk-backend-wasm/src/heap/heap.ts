/**
 * The heap of one backend. Every allocation is counted and checked, and the kernels of this package are instantiated
 * on it.
 */
import type { BackendMemory } from 'sk-core';
import { fastestBuild, type SimdBuild } from '../module/kernelBinary.js';
import { compileKernels, isShared } from '../module/kernelModule.js';
import { singleThread, type ThreadPool, type ThreadPoolFactory } from '../module/threadPool.js';
import { OutOfMemoryError } from './outOfMemoryError.js';
import { type BackendWasm, memoryOf, moduleOf, type TfjsModule } from './tfjsBackend.js';

/** 65,535 pages: beyond them tfjs's wasm backend does not grow. */
const heapEnd = 65_535 * 65_536;

/** Bytes at the end of the heap that are left to allocations inside tfjs's C++ code, which nobody checks. */
const reserveBytes = 64 * 2 ** 20;

const heaps = new WeakMap<BackendWasm, Heap>();
let chosenLimit = heapEnd - reserveBytes;
let chosenBuild: SimdBuild | undefined;
let chosenPool = singleThread;

/** Limits the bytes of all tensors, on heaps of today and later. */
export function setHeapLimit(bytes: number): void {
  chosenLimit = Math.min(bytes, heapEnd - reserveBytes);
}

/** Sets the kernels of heaps that start later. */
export function setSimdBuild(build: SimdBuild): void {
  chosenBuild = build;
}

/** Sets the thread pool of heaps that start later, where their memory can be shared. */
export function setThreadPool(pool: ThreadPoolFactory): void {
  chosenPool = pool;
}

/** Returns the heap of a backend. It is made at the first call. */
export function heapOf(backend: BackendWasm): Heap {
  let heap = heaps.get(backend);
  if (heap === undefined) {
    heap = new Heap(backend);
    heaps.set(backend, heap);
  }
  return heap;
}

export class Heap {
  readonly pool: ThreadPool;
  readonly simdBuild: SimdBuild;
  /** Name of the kernel of this package that runs, for messages. */
  op: string | undefined;
  readonly #backend: BackendWasm;
  readonly #sizes = new Map<number, number>();
  #usedBytes = 0;

  constructor(backend: BackendWasm) {
    this.#backend = backend;
    this.simdBuild = chosenBuild ?? fastestBuild();
    const memory = memoryOf(backend);
    const makePool = isShared(memory) ? chosenPool : singleThread;
    this.pool = makePool(compileKernels(memory, this.simdBuild), memory);
    this.#guard(moduleOf(backend));
  }

  memory(): BackendMemory {
    return {
      heapBytes: memoryOf(this.#backend).buffer.byteLength,
      usedBytes: this.#usedBytes,
      limitBytes: chosenLimit,
    };
  }

  /** Wraps malloc and free, through which tfjs and this package take all memory of tensors. */
  #guard(module: TfjsModule): void {
    module._free(module._malloc(8)); // replaces Emscripten's stubs by the real functions
    const malloc = module._malloc;
    const free = module._free;
    module._malloc = (bytes) => {
      const pointer = this.#usedBytes + bytes > chosenLimit ? 0 : malloc(bytes) >>> 0;
      // Addresses are 32 bits wide: a block may end in the reserve although its bytes would fit.
      const fits = pointer !== 0 && pointer + bytes <= heapEnd - reserveBytes;
      if (!fits) {
        if (pointer !== 0) free(pointer);
        throw new OutOfMemoryError(this.op ?? 'allocation', bytes, this.#usedBytes, chosenLimit);
      }
      this.#sizes.set(pointer, bytes);
      this.#usedBytes += bytes;
      return pointer;
    };
    module._free = (pointer) => {
      const address = pointer >>> 0;
      this.#usedBytes -= this.#sizes.get(address) ?? 0;
      this.#sizes.delete(address);
      free(pointer);
    };
  }
}
