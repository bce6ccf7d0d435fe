/**
 * The workspace of a running kernel: pointers to its inputs, its outputs, and scratch space that is freed when it
 * returns.
 */
import type {
  DataType,
  KernelConfig,
  NamedAttrMap,
  NamedTensorInfoMap,
  TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Kernels } from '../module/kernelModule.js';
import { type Range, ranges } from '../module/ranges.js';
import type { ThreadPool } from '../module/threadPool.js';
import { type Heap, heapOf } from './heap.js';
import { type BackendWasm, dataOf, moduleOf } from './tfjsBackend.js';

export class Workspace {
  readonly #pool: ThreadPool;
  readonly #backend: BackendWasm;
  readonly #outputs: TensorInfo[] = [];
  readonly #scratch: number[] = [];

  constructor(backend: BackendWasm, heap: Heap) {
    this.#pool = heap.pool;
    this.#backend = backend;
  }

  /** The kernels on the calling thread. */
  get kernels(): Kernels {
    return this.#pool.kernels;
  }

  /** Tells whether this engine keeps twelve sums, six times eight values, in registers. */
  get hasWideTiles(): boolean {
    return heapOf(this.#backend).simdBuild === 'relaxed-simd-wide';
  }

  /** Makes several calls of a kernel, on all threads. The calls must write to different places. */
  run<Name extends keyof Kernels>(name: Name, calls: readonly Parameters<Kernels[Name]>[]): void {
    this.#pool.run(name, calls);
  }

  /**
   * Cuts a work of `total` places into ranges that begin at multiples of `unit`: one range where one thread needs
   * only a moment.
   *
   * @param nanoseconds An estimate for one thread.
   */
  ranges(total: number, unit: number, nanoseconds: number): Range[] {
    const { threads, leastShared } = this.#pool;
    if (nanoseconds < leastShared) return ranges(total, unit, 1);
    // Where ranges are long, more of them than threads even out a disturbance of one thread.
    return ranges(total, unit, nanoseconds < 100 * leastShared ? threads : 2 * threads);
  }

  /** Returns the address of a tensor's first float. */
  pointer({ dataId, dtype }: TensorInfo): number {
    if (dtype !== 'float32')
      throw new Error(`${heapOf(this.#backend).op}: a tensor wants float32, got ${dtype}`);
    return dataOf(this.#backend, dataId).memoryOffset >>> 0;
  }

  /** Makes an output, uninitialised. */
  output(shape: readonly number[], dtype: DataType = 'float32'): TensorInfo {
    const info = this.#backend.makeOutput([...shape], dtype);
    this.#outputs.push(info);
    return info;
  }

  /** Returns another tensor on the buffer of `info`. */
  share({ dataId, dtype }: TensorInfo, shape: readonly number[]): TensorInfo {
    this.#backend.incRef(dataId);
    return { dataId, shape: [...shape], dtype };
  }

  /** Returns the output of another kernel. */
  call(kernel: KernelConfig, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo {
    const info = kernel.kernelFunc({ inputs, attrs, backend: this.#backend }) as TensorInfo;
    this.#outputs.push(info);
    return info;
  }

  /** Frees an output that turned out to be an intermediate result. */
  drop(info: TensorInfo): void {
    this.#outputs.splice(this.#outputs.indexOf(info), 1);
    this.#backend.disposeData(info.dataId);
  }

  /** Returns the address of uninitialised bytes, which are freed when the kernel returns. */
  scratch(bytes: number): number {
    const pointer = moduleOf(this.#backend)._malloc(Math.max(bytes, 16)) >>> 0;
    this.#scratch.push(pointer);
    return pointer;
  }

  /** Returns the whole heap. The array is stale after the next allocation. */
  heap(): Uint8Array {
    return moduleOf(this.#backend).HEAPU8;
  }

  words(pointer: number, count: number): Int32Array {
    return new Int32Array(this.heap().buffer, pointer, count);
  }

  values(info: TensorInfo): Float32Array | Int32Array | Uint8Array {
    dataOf(this.#backend, info.dataId);
    return this.#backend.typedArrayFromHeap(info) as Float32Array | Int32Array | Uint8Array;
  }

  clear(pointer: number, bytes: number): void {
    this.kernels.clear(pointer, bytes);
  }

  end(succeeded: boolean): void {
    for (const pointer of this.#scratch) moduleOf(this.#backend)._free(pointer);
    if (!succeeded) for (const { dataId } of this.#outputs) this.#backend.disposeData(dataId);
  }
}

/** Runs a kernel's body. Its scratch space is freed, and its outputs too where it throws. */
export function work<T>(op: string, backend: BackendWasm, body: (space: Workspace) => T): T {
  const heap = heapOf(backend);
  const outer = heap.op;
  const space = new Workspace(backend, heap);
  let succeeded = false;
  heap.op = op;
  try {
    const result = body(space);
    succeeded = true;
    return result;
  } finally {
    heap.op = outer;
    space.end(succeeded);
  }
}

type Inputs = Readonly<Record<string, TensorInfo>>;

/** Returns the config of a kernel under one of tfjs's own names. */
export function kernelForStockOp<In extends object, A extends object>(
  kernelName: string,
  run: (space: Workspace, inputs: In, attrs: A) => TensorInfo,
): KernelConfig {
  return {
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) =>
      work(kernelName, backend as BackendWasm, (space) =>
        run(space, inputs as Inputs as In, (attrs ?? {}) as NamedAttrMap as A),
      ),
  };
}
