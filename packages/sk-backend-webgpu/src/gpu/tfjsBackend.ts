/** The parts of tfjs's WebGPU backend that its types do not show. Every cast to them stands here. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend, type DataId, engine, env, type TensorInfo, util } from '@tensorflow/tfjs-core';

export type { WebGPUBackend };

/** Fields that TypeScript calls private, as 4.22 has them. */
interface Internals {
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
}

const internalsOf = (backend: WebGPUBackend): Internals => backend as unknown as Internals;

/** Where 'webgpu' is the current backend. */
export const currentBackend = (): WebGPUBackend => backend() as WebGPUBackend;

/** The buffer of a tensor, uploaded or made where there was none. */
export function bufferOf(backend: WebGPUBackend, { dataId }: TensorInfo): GPUBuffer {
  backend.uploadToGPU(dataId);
  const { resource } = backend.tensorMap.get(dataId);
  if (!(resource instanceof GPUBuffer)) {
    throw new TypeError(
      'sk-backend-webgpu: a tensor made of a texture has no buffer, copy it with tf.mul(x, 1)',
    );
  }
  return resource;
}

/**
 * Whether a buffer has whole numbers in it, whatever its tensor says: tfjs casts integers to float32 by giving the same
 * buffer another type.
 */
export function holdsIntegers(backend: WebGPUBackend, { dataId }: TensorInfo): boolean {
  return backend.tensorMap.get(dataId).dtype !== 'float32';
}

/** How many tensors share the buffer; one of another backend comes to this one first. */
export function usesOf(backend: WebGPUBackend, dataId: DataId): number {
  backend.tensorMap.get(dataId);
  return backend.refCount(dataId);
}

/** Forgets what tfjs keeps on the processor of a tensor whose buffer has new contents. */
export function forgetValues(backend: WebGPUBackend, dataId: DataId): void {
  Object.assign(backend.tensorMap.get(dataId), { values: null });
  changes.set(dataId, changesOf(dataId) + 1);
}

const changes = new WeakMap<DataId, number>();

/** How often {@link forgetValues} was called: a read that began before must not be kept. */
export const changesOf = (dataId: DataId): number => changes.get(dataId) ?? 0;

/** Records a dispatch among those of tfjs, which submits them together. */
export function recordDispatch(
  backend: WebGPUBackend,
  pipeline: GPUComputePipeline,
  bindGroup: GPUBindGroup,
  workgroups: readonly [number, number, number],
  bound: readonly TensorInfo[],
): void {
  const internals = internalsOf(backend);
  // Until they are submitted, tfjs must not hand these buffers to others.
  for (const { dataId } of bound) internals.commandQueueOwnedIds.add(dataId);
  backend.ensureCommandEncoderReady();
  internals.computePassEncoder ??= (internals.commandEncoder as GPUCommandEncoder).beginComputePass();
  internals.computePassEncoder.setPipeline(pipeline);
  internals.computePassEncoder.setBindGroup(0, bindGroup);
  internals.computePassEncoder.dispatchWorkgroups(...workgroups);
  internals.dispatchCountInPass++;
  if (internals.dispatchCountInPass < env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/** Submits what has been recorded, if anything. */
export function submitRecorded(backend: WebGPUBackend): void {
  if (internalsOf(backend).commandEncoder === null) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/**
 * Gives each dispatch a compute pass of its own, until the answer is called.
 *
 * @param describe Asked at the beginning of each pass.
 */
export function separatePasses(backend: WebGPUBackend, describe: () => GPUComputePassDescriptor): () => void {
  const internals = internalsOf(backend);
  submitRecorded(backend);
  const ensure = backend.ensureCommandEncoderReady;
  // Called before each dispatch, by tfjs as by us.
  backend.ensureCommandEncoderReady = () => {
    backend.endComputePassEncoder();
    const wasReady = internals.commandEncoder !== null;
    ensure.call(backend);
    if (wasReady) return;
    const encoder = internals.commandEncoder as GPUCommandEncoder;
    const begin = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (descriptor) => begin({ ...descriptor, ...describe() });
  };
  return () => {
    submitRecorded(backend);
    backend.ensureCommandEncoderReady = ensure;
  };
}

const bytesOf = ({ shape, dtype }: TensorInfo): number =>
  util.sizeFromShape(shape) * util.bytesPerElement(dtype);

/** Of all tensors that a dispatch is bound to; one that is bound twice counts once. */
export function boundBytes(tensors: readonly TensorInfo[]): number {
  const each = new Map(tensors.map((tensor) => [tensor.dataId, tensor]));
  return [...each.values()].reduce((sum, tensor) => sum + bytesOf(tensor), 0);
}

/** The free list of tfjs's buffers, by size and usage. It grows for ever. */
const freeListOf = ({ bufferManager }: WebGPUBackend): Map<string, GPUBuffer[]> =>
  (bufferManager as unknown as { freeBuffers: Map<string, GPUBuffer[]> }).freeBuffers;

/** Whether a request for a buffer would take memory from the device. */
export function wouldAllocate(backend: WebGPUBackend, size: number, usage: number, reuse: boolean): boolean {
  return !reuse || (freeListOf(backend).get(bufferKey(size, usage))?.length ?? 0) === 0;
}

/** Of buffers that are alike: tfjs hands one out for another. */
export const bufferKey = (size: number, usage: number): string => `${size}_${usage}`;

/** Gives back to the device what tfjs keeps for later use: all of it, or the buffers of some keys. */
export function freeBytes(backend: WebGPUBackend, ofKey: (key: string) => boolean = () => true): void {
  submitRecorded(backend);
  const { bufferManager } = backend;
  for (const [key, buffers] of freeListOf(backend)) {
    if (!ofKey(key)) continue;
    for (const buffer of buffers.splice(0)) {
      bufferManager.numBytesAllocated -= buffer.size;
      Object.assign(bufferManager, { numFreeBuffers: bufferManager.getNumFreeBuffers() - 1 });
      buffer.destroy();
    }
  }
}

/**
 * Uploads values by the queue. tfjs makes a buffer for each upload, records a copy from it and forgets the values: they
 * would be lost where the device refuses what was recorded beside the copy. Buffers that are free are in no recorded
 * command, so the queue may write them first.
 */
export function uploadByQueue(backend: WebGPUBackend): void {
  const makeBuffer = backend.uploadToGPU.bind(backend);
  backend.uploadToGPU = (dataId) => {
    const data = backend.tensorMap.get(dataId);
    const { values, dtype } = data;
    if (data.resource != null || values == null || values.length === 0) return makeBuffer(dataId);
    const Words = dtype === 'float32' ? Float32Array : Int32Array;
    const words = values instanceof Words ? values : Words.from(values as ArrayLike<number>);
    data.values = null as never;
    try {
      makeBuffer(dataId);
    } catch (error) {
      data.values = values;
      throw error;
    }
    backend.device.queue.writeBuffer(backend.tensorMap.get(dataId).resource as GPUBuffer, 0, words);
  };
}

export interface PipelineListener {
  /** A pipeline is about to be made. */
  readonly before: () => void;
  readonly after: (key: string) => void;
  /** It is about to be bound. */
  readonly use: (key: string) => void;
}

/** Hears of the pipelines of tfjs's own programs. */
export function watchPipelines(backend: WebGPUBackend, { before, after, use }: PipelineListener): void {
  const seam = backend as unknown as { pipelineCache: Record<string, GPUComputePipeline> };
  seam.pipelineCache = new Proxy(seam.pipelineCache, {
    has: (cache, key) => {
      if (!(key in cache)) before();
      return key in cache;
    },
    set: (cache, key, pipeline) => {
      after(String(key));
      return Reflect.set(cache, key, pipeline);
    },
    get: (cache, key) => {
      use(String(key));
      return Reflect.get(cache, key);
    },
  });
}

/** What tfjs's kernels make for themselves, and lose where they end with an error: tensors, and uses of others. */
export class Orphans {
  readonly #backend: WebGPUBackend;
  /** Of the kernel that runs, since the last tensor that the engine made: it makes one of each output. */
  #made: DataId[] = [];
  #shared: DataId[] = [];
  #lastTensor = 0;

  constructor(backend: WebGPUBackend) {
    this.#backend = backend;
    const make = backend.makeTensorInfo.bind(backend);
    backend.makeTensorInfo = (...args) => {
      const info = make(...args);
      this.forgetOthers();
      this.#made.push(info.dataId);
      return info;
    };
    const share = backend.incRef.bind(backend);
    backend.incRef = (dataId) => {
      share(dataId);
      this.forgetOthers();
      this.#shared.push(dataId);
    };
    const dispose = backend.disposeData.bind(backend);
    backend.disposeData = (dataId, force) => {
      const list = this.#shared.includes(dataId) ? this.#shared : this.#made;
      const at = list.indexOf(dataId);
      if (at >= 0) list.splice(at, 1);
      return dispose(dataId, force);
    };
  }

  /** To be called where a kernel fails. */
  dispose(): void {
    this.forgetOthers();
    for (const dataId of [...this.#shared]) this.#backend.disposeData(dataId);
    for (const dataId of [...this.#made]) {
      const isKnown = engine().state.tensorInfo.has(dataId);
      if (!isKnown && this.#backend.tensorMap.has(dataId)) this.#backend.disposeData(dataId, true);
    }
    this.#lastTensor = -1;
  }

  private forgetOthers(): void {
    const { nextTensorId } = engine().constructor as unknown as { nextTensorId: number };
    if (this.#lastTensor === nextTensorId) return;
    this.#lastTensor = nextTensorId;
    this.#made = [];
    this.#shared = [];
  }
}
