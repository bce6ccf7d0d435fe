/** Eager operations of TensorFlow, whose results live until the kernel that asked for them has ended. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import type { Binding, NodeBackend, OpAttribute, TensorId } from './nodeBackend.js';

export class EagerOps {
  readonly #backend: NodeBackend;
  readonly #binding: Binding;
  readonly #temporaries = new Set<TensorId>();

  private constructor(backend: NodeBackend) {
    this.#backend = backend;
    this.#binding = backend.binding;
  }

  /** Runs a kernel's work, and deletes what it has made and not returned by {@link result}. */
  static run<T>(backend: NodeBackend, work: (ops: EagerOps) => T): T {
    const ops = new EagerOps(backend);
    try {
      return work(ops);
    } finally {
      for (const id of ops.#temporaries) ops.#binding.deleteTensor(id);
    }
  }

  input(tensor: TensorInfo): TensorId {
    return elementAt(this.#backend.getInputTensorIds([tensor]), 0);
  }

  /** Makes an int32 tensor, a vector unless a shape is given. */
  ints(values: readonly number[], shape: readonly number[] = [values.length]): TensorId {
    return this.#made(this.#binding.createTensor(shape, this.#binding.TF_INT32, Int32Array.from(values)));
  }

  floats(values: Float32Array, shape: readonly number[]): TensorId {
    return this.#made(this.#binding.createTensor(shape, this.#binding.TF_FLOAT, values));
  }

  /** Runs an operation and returns all of its outputs. */
  all(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorId[],
    outputs: number,
  ): TensorId[] {
    return this.#binding.executeOp(name, attributes, inputs, outputs).map(({ id }) => this.#made(id));
  }

  /** Runs an operation of one output. */
  one(name: string, attributes: readonly OpAttribute[], inputs: readonly TensorId[]): TensorId {
    return elementAt(this.all(name, attributes, inputs, 1), 0);
  }

  /** Returns a float32 tensor of the backend, which lives on. */
  result(id: TensorId, shape: readonly number[]): TensorInfo {
    this.#temporaries.delete(id);
    return this.#backend.createOutputTensor({ id, shape: [...shape], dtype: this.#binding.TF_FLOAT });
  }

  float32(name = 'T'): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_TYPE, value: this.#binding.TF_FLOAT };
  }

  int32(name: string): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_TYPE, value: this.#binding.TF_INT32 };
  }

  int(name: string, value: number | readonly number[]): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_INT, value };
  }

  float(name: string, value: number): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_FLOAT, value };
  }

  bool(name: string, value: boolean): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_BOOL, value };
  }

  string(name: string, value: string): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_STRING, value };
  }

  reshape(x: TensorId, shape: readonly number[]): TensorId {
    return this.one('Reshape', [this.float32(), this.int32('Tshape')], [x, this.ints(shape)]);
  }

  add(a: TensorId, b: TensorId): TensorId {
    return this.one('AddV2', [this.float32()], [a, b]);
  }

  mul(a: TensorId, b: TensorId): TensorId {
    return this.one('Mul', [this.float32()], [a, b]);
  }

  relu(x: TensorId): TensorId {
    return this.one('Relu', [this.float32()], [x]);
  }

  /** Adds zeros: one pair of numbers, before and after, for each axis. */
  pad(x: TensorId, pairs: readonly (readonly [number, number])[]): TensorId {
    const paddings = this.ints(pairs.flat(), [pairs.length, 2]);
    return this.one('Pad', [this.float32(), this.int32('Tpaddings')], [x, paddings]);
  }

  slice(x: TensorId, begin: readonly number[], size: readonly number[]): TensorId {
    return this.one('Slice', [this.float32(), this.int32('Index')], [x, this.ints(begin), this.ints(size)]);
  }

  #made(id: TensorId): TensorId {
    this.#temporaries.add(id);
    return id;
  }
}
