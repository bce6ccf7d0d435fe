/** Where a replay takes its inputs from, and where it leaves its outputs: on the host, or in tensors. */
import { type DataType, engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import { type CaptureInput, elementAt } from 'sk-core';
import type { ReadBacks } from '../gpu/readBacks.js';
import { bufferOf, type WebGPUBackend } from '../tfjs/tfjsBackend.js';
import type { Arena } from './arena.js';
import type { Part, ReplayEnds } from './replay.js';
import { hostValues } from './tensorInputs.js';

/** An output, as its last command leaves it. */
export interface OutputKind {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: DataType;
  /** The type of the numbers in its buffer. */
  readonly held: DataType;
  readonly bytes: number;
}

export interface Ends extends ReplayEnds {
  /** Writes inputs from the host into an arena. */
  write(arena: Arena): void;
  /** Frees the targets, where no replay has been submitted. */
  abandon(): void;
}

/** Values of the host, and one buffer that it reads. */
export class HostEnds implements Ends {
  readonly buffer: GPUBuffer;
  readonly targets: readonly Part[];
  readonly #backend: WebGPUBackend;
  readonly #inputs: Readonly<Record<string, CaptureInput>>;
  readonly #readBacks: ReadBacks;

  constructor(
    backend: WebGPUBackend,
    readBacks: ReadBacks,
    inputs: Readonly<Record<string, CaptureInput>>,
    outputs: readonly OutputKind[],
  ) {
    this.#backend = backend;
    this.#inputs = inputs;
    this.#readBacks = readBacks;
    const buffer = readBacks.take(outputs.reduce((sum, { bytes }) => sum + bytes, 0));
    let end = 0;
    this.buffer = buffer;
    this.targets = outputs.map(({ bytes }) => {
      const offset = end;
      end += bytes;
      return { buffer, offset };
    });
  }

  given(): undefined {
    return undefined;
  }

  write(arena: Arena): void {
    const { queue } = this.#backend.device;
    for (const [name, { values }] of Object.entries(this.#inputs)) {
      queue.writeBuffer(arena.input(name), 0, values as Float32Array<ArrayBuffer>);
    }
  }

  abandon(): void {
    this.#readBacks.giveBack(this.buffer);
  }
}

/** Tensors of a backend, whose values may be on the host still, and new tensors. */
export class TensorEnds implements Ends {
  readonly targets: readonly Part[];
  readonly #backend: WebGPUBackend;
  readonly #inputs: Readonly<Record<string, Tensor>>;
  readonly #outputs: readonly OutputKind[];
  readonly #made: TensorInfo[] = [];

  constructor(
    backend: WebGPUBackend,
    inputs: Readonly<Record<string, Tensor>>,
    outputs: readonly OutputKind[],
  ) {
    this.#backend = backend;
    this.#inputs = inputs;
    this.#outputs = outputs;
    try {
      this.targets = outputs.map(({ shape, held }) => {
        const info = backend.makeTensorInfo(shape, held);
        this.#made.push(info);
        return { buffer: bufferOf(backend, info), offset: 0 };
      });
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  given(name: string): GPUBuffer | undefined {
    const input = this.#inputs[name];
    const isOnDevice = input !== undefined && hostValues(this.#backend, input) === undefined;
    return isOnDevice ? bufferOf(this.#backend, input) : undefined;
  }

  write(arena: Arena): void {
    const { queue } = this.#backend.device;
    for (const [name, input] of Object.entries(this.#inputs)) {
      const values = hostValues(this.#backend, input) as Float32Array<ArrayBuffer> | undefined;
      if (values !== undefined) queue.writeBuffer(arena.input(name), 0, values);
    }
  }

  abandon(): void {
    for (const { dataId } of this.#made) this.#backend.disposeData(dataId, true);
  }

  /** Returns the outputs, by their names. */
  tensors(): Readonly<Record<string, Tensor>> {
    const named = this.#outputs.map(({ name, dtype }, i) => {
      const info = { ...elementAt(this.#made, i), dtype };
      return [name, engine().makeTensorFromTensorInfo(info)];
    });
    return Object.fromEntries(named) as Readonly<Record<string, Tensor>>;
  }
}
