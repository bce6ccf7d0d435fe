/** Tensors that a kernel of tfjs has made and loses where it fails. */
import { type DataId, engine } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from './tfjsBackend.js';

/** The tensors that tfjs's running kernel has made, and the uses of other tensors that it has counted. */
export class Orphans {
  readonly #backend: WebGPUBackend;
  /** Tensors and uses of the kernel that runs, since the last tensor of the engine: it makes one for each output. */
  #made: DataId[] = [];
  #shared: DataId[] = [];
  #lastTensor = 0;

  constructor(backend: WebGPUBackend) {
    this.#backend = backend;
    const make = backend.makeTensorInfo.bind(backend);
    backend.makeTensorInfo = (...args) => {
      const info = make(...args);
      this.#forgetOthers();
      this.#made.push(info.dataId);
      return info;
    };
    const share = backend.incRef.bind(backend);
    backend.incRef = (dataId) => {
      share(dataId);
      this.#forgetOthers();
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

  /** Frees what the failed kernel has made. */
  dispose(): void {
    this.#forgetOthers();
    for (const dataId of [...this.#shared]) this.#backend.disposeData(dataId);
    for (const dataId of [...this.#made]) {
      const isKnown = engine().state.tensorInfo.has(dataId);
      if (!isKnown && this.#backend.tensorMap.has(dataId)) this.#backend.disposeData(dataId, true);
    }
    this.#lastTensor = -1;
  }

  #forgetOthers(): void {
    const { nextTensorId } = engine().constructor as unknown as { nextTensorId: number };
    if (this.#lastTensor === nextTensorId) return;
    this.#lastTensor = nextTensorId;
    this.#made = [];
    this.#shared = [];
  }
}
