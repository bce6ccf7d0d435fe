/** Keeps the tensors and variables from outside of a recording in the buffers that its commands name. */
import { type DataId, engine, type Variable } from '@tensorflow/tfjs-core';
import { ownerOf, pin, unpark, unpin } from '../tfjs/pinnedBuffers.js';
import { bufferOf, forgetValues, usesOf, type WebGPUBackend } from '../tfjs/tfjsBackend.js';
import type { TouchedVariable } from './variables.js';

/** A tensor that the commands read. */
interface HeldTensor {
  readonly dataId: DataId;
  readonly buffer: GPUBuffer;
}

/** The buffer of a variable, which may get other data. */
export interface Home {
  readonly buffer: GPUBuffer;
}

interface HeldVariable extends TouchedVariable {
  readonly home: Home;
}

export class HeldTensors {
  readonly #backend: WebGPUBackend;
  readonly #tensors: readonly HeldTensor[];
  readonly #variables: ReadonlyMap<Variable, HeldVariable>;

  /**
   * @param tensors Those that belong to no variable.
   * @param known Returns the home that a variable has among other recorded commands.
   */
  constructor(
    backend: WebGPUBackend,
    tensors: readonly DataId[],
    variables: readonly TouchedVariable[],
    known: (variable: Variable) => Home | undefined,
  ) {
    this.#backend = backend;
    this.#tensors = tensors.map((dataId) => ({
      dataId,
      buffer: backend.tensorMap.get(dataId).resource as GPUBuffer,
    }));
    this.#variables = new Map(
      variables.map((touched) => {
        const { variable } = touched;
        return [variable, { ...touched, home: known(variable) ?? { buffer: bufferOf(backend, variable) } }];
      }),
    );
    for (const { buffer, dataId } of this.#tensors) pin(backend, buffer, dataId);
    for (const { variable, home } of this.#variables.values()) pin(backend, home.buffer, variable.dataId);
  }

  /** Returns where a variable stands while the commands run, if they name it. */
  homeOf(variable: Variable): Home | undefined {
    return this.#variables.get(variable)?.home;
  }

  /**
   * Brings each variable back into its buffer, where it got another one or where others share it.
   *
   * @param copy Records a copy of a buffer, before the commands.
   * @returns False where a tensor is gone, or where variables and others no longer share a buffer: then the commands are
   * of no use any more.
   */
  restore(copy: (from: GPUBuffer, to: GPUBuffer) => void): boolean {
    const { tensorMap } = this.#backend;
    const isThere = ({ dataId, buffer }: HeldTensor): boolean =>
      tensorMap.has(dataId) && tensorMap.get(dataId).resource === buffer;
    const isClear = ({ variable, sharers, shared = variable.dataId }: HeldVariable): boolean =>
      sharers.every(({ isDisposed, dataId }) => !isDisposed && dataId === shared);
    if (!this.#tensors.every(isThere)) return false;
    for (const held of this.#variables.values()) if (!isClear(held)) return false;
    // The queue writes values of the host before any copy: their buffers must be apart before one is given back.
    for (const { variable } of this.#variables.values()) bufferOf(this.#backend, variable);
    for (const held of this.#variables.values()) this.#bringBack(held, copy);
    return true;
  }

  /** Forgets the values on the host of what the commands have changed. */
  forgetValues(): void {
    for (const { variable, isWritten } of this.#variables.values()) {
      if (isWritten) forgetValues(this.#backend, variable.dataId);
    }
  }

  dispose(): void {
    for (const buffer of this.#buffers()) unpin(this.#backend, buffer);
  }

  #buffers(): readonly GPUBuffer[] {
    const homes = [...this.#variables.values()].map(({ home }) => home);
    return [...this.#tensors, ...homes].map(({ buffer }) => buffer);
  }

  #bringBack(
    { variable, home, isWritten }: HeldVariable,
    copy: (from: GPUBuffer, to: GPUBuffer) => void,
  ): void {
    const { buffer } = home;
    const { bufferManager, tensorMap } = this.#backend;
    const now = bufferOf(this.#backend, variable);
    const isShared = isWritten && usesOf(this.#backend, variable.dataId) > 1;
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
    if (owner === undefined || !tensorMap.has(owner) || tensorMap.get(owner).resource !== buffer) return;
    const other = bufferManager.acquireBuffer(buffer.size, buffer.usage);
    copy(buffer, other);
    Object.assign(tensorMap.get(owner), { resource: other });
  }
}
