/** The tensors from outside that recorded commands name, each in the buffer of the recording. */
import { type DataId, engine, type Variable } from '@tensorflow/tfjs-core';
import { ownerOf, pin, unpark, unpin } from '../tfjs/pinnedBuffers.js';
import { bufferOf, forgetValues, usesOf, type WebGPUBackend } from '../tfjs/tfjsBackend.js';

/** A tensor that the commands read or change. */
interface Held {
  readonly dataId: DataId;
  readonly buffer: GPUBuffer;
  /** The variable that stood there; a variable may get other data. */
  readonly variable: Variable | undefined;
  readonly isWritten: boolean;
}

export class HeldTensors {
  readonly #backend: WebGPUBackend;
  readonly #held: readonly Held[];

  /** @param written Those of the tensors that the commands change. */
  constructor(backend: WebGPUBackend, tensors: Iterable<DataId>, written: ReadonlySet<DataId>) {
    this.#backend = backend;
    const variables = new Map(
      Object.values(engine().state.registeredVariables).map((variable) => [variable.dataId, variable]),
    );
    this.#held = [...tensors].map((dataId) => ({
      dataId,
      buffer: backend.tensorMap.get(dataId).resource as GPUBuffer,
      variable: variables.get(dataId),
      isWritten: written.has(dataId),
    }));
    for (const { buffer, dataId } of this.#held) pin(backend, buffer, dataId);
  }

  /**
   * Brings each variable back into its buffer, where it got another one or where others share it.
   *
   * @param copy Records a copy of a buffer, before the commands.
   * @returns False where a tensor is gone: then the commands are of no use any more.
   */
  restore(copy: (from: GPUBuffer, to: GPUBuffer) => void): boolean {
    const { tensorMap } = this.#backend;
    const isThere = ({ dataId, buffer, variable }: Held): boolean =>
      variable === undefined
        ? tensorMap.has(dataId) && tensorMap.get(dataId).resource === buffer
        : !variable.isDisposed;
    if (!this.#held.every(isThere)) return false;
    for (const held of this.#held) this.#bringBack(held, copy);
    return true;
  }

  /** Forgets the values on the host of what the commands have changed. */
  forgetValues(): void {
    for (const { dataId, variable, isWritten } of this.#held) {
      if (isWritten) forgetValues(this.#backend, variable?.dataId ?? dataId);
    }
  }

  dispose(): void {
    for (const { buffer } of this.#held) unpin(this.#backend, buffer);
  }

  #bringBack({ buffer, variable, isWritten }: Held, copy: (from: GPUBuffer, to: GPUBuffer) => void): void {
    if (variable === undefined) return;
    const { bufferManager, tensorMap } = this.#backend;
    const isShared = isWritten && usesOf(this.#backend, variable.dataId) > 1;
    const now = bufferOf(this.#backend, variable);
    if (now === buffer && !isShared) return;
    // Clones may lie in the buffer, of the variable as it is or as it was before it was assigned: they keep their values.
    this.#moveOut(buffer, copy);
    if (now !== buffer) copy(now, buffer);
    if (!isShared) {
      Object.assign(tensorMap.get(variable.dataId), { resource: buffer });
      unpark(this.#backend, buffer, variable.dataId);
      bufferManager.releaseBuffer(now);
      return;
    }
    const own = this.#backend.makeTensorInfo(variable.shape, variable.dtype);
    Object.assign(tensorMap.get(own.dataId), { resource: buffer });
    unpark(this.#backend, buffer, own.dataId);
    const tensor = engine().makeTensorFromTensorInfo(own);
    variable.assign(tensor);
    tensor.dispose();
  }

  /** Gives the data that lie in a buffer another one. */
  #moveOut(buffer: GPUBuffer, copy: (from: GPUBuffer, to: GPUBuffer) => void): void {
    const { bufferManager, tensorMap } = this.#backend;
    const owner = ownerOf(this.#backend, buffer);
    if (owner === undefined) return;
    const other = bufferManager.acquireBuffer(buffer.size, buffer.usage);
    copy(buffer, other);
    Object.assign(tensorMap.get(owner), { resource: other });
  }
}
