/** Eager operations of TensorFlow, whose results live until the kernel that asked for them has ended. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import { Constants } from './constants.js';
import type { Binding, NodeBackend, OpAttribute, TensorId } from './nodeBackend.js';

export class EagerOps {
  readonly #backend: NodeBackend;
  readonly #binding: Binding;
  readonly #constants: Constants;
  readonly #temporaries = new Set<TensorId>();

  private constructor(backend: NodeBackend) {
    this.#backend = backend;
    this.#binding = backend.binding;
    this.#constants = Constants.of(backend.binding);
    this.#constants.trim();
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

  /** Returns a constant of int32, a vector unless a shape is given. */
  ints(values: readonly number[], shape: readonly number[] = [values.length]): TensorId {
    return this.#constants.get(`${values}|${shape}`, () =>
      this.#binding.createTensor(shape, this.#binding.TF_INT32, Int32Array.from(values)),
    );
  }

  /** Returns a constant of float32 with one value in all places, a scalar unless a shape is given. */
  filled(value: number, shape: readonly number[] = []): TensorId {
    return this.#constants.get(`${value}*${shape}`, () => {
      const size = shape.reduce((a, b) => a * b, 1);
      return this.#binding.createTensor(shape, this.#binding.TF_FLOAT, new Float32Array(size).fill(value));
    });
  }

  /** Makes a scalar of float32 for a number that changes from call to call. */
  scalar(value: number): TensorId {
    return this.floats(Float32Array.of(value), []);
  }

  /** Makes a tensor of float32. */
  floats(values: Float32Array, shape: readonly number[]): TensorId {
    return this.#made(this.#binding.createTensor(shape, this.#binding.TF_FLOAT, values));
  }

  /** Returns the values of a float32 tensor. */
  values(id: TensorId): Float32Array {
    return this.#binding.tensorDataSync(id) as Float32Array;
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

  /** Runs an operation without outputs. */
  none(name: string, attributes: readonly OpAttribute[], inputs: readonly TensorId[]): void {
    this.all(name, attributes, inputs, 0);
  }

  /** Returns a float32 tensor of the backend, which lives on. */
  result(id: TensorId, shape: readonly number[]): Tensor {
    this.kept(id);
    return this.#backend.createOutputTensor({ id, shape: [...shape], dtype: this.#binding.TF_FLOAT });
  }

  /** Returns another tensor of the same memory, which the caller deletes. */
  shared(id: TensorId): TensorId {
    return this.kept(this.one('Identity', [this.float32()], [id]));
  }

  /** Returns the tensor, which lives on and is the caller's. */
  kept(id: TensorId): TensorId {
    this.#temporaries.delete(id);
    return id;
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

  shape(name: string, value: readonly number[]): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_SHAPE, value };
  }

  reshape(x: TensorId, shape: readonly number[]): TensorId {
    return this.one('Reshape', [this.float32(), this.int32('Tshape')], [x, this.ints(shape)]);
  }

  add(a: TensorId, b: TensorId): TensorId {
    return this.one('AddV2', [this.float32()], [a, b]);
  }

  sub(a: TensorId, b: TensorId): TensorId {
    return this.one('Sub', [this.float32()], [a, b]);
  }

  /** Adds tensors of one shape. */
  sum(terms: readonly TensorId[]): TensorId {
    if (terms.length === 1) return elementAt(terms, 0);
    return this.one('AddN', [this.int('N', terms.length), this.float32()], terms);
  }

  mul(a: TensorId, b: TensorId): TensorId {
    return this.one('Mul', [this.float32()], [a, b]);
  }

  relu(x: TensorId): TensorId {
    return this.one('Relu', [this.float32()], [x]);
  }

  /** Multiplies matrices. */
  matMul(
    a: TensorId,
    b: TensorId,
    {
      transposeA = false,
      transposeB = false,
    }: { readonly transposeA?: boolean; readonly transposeB?: boolean } = {},
  ): TensorId {
    const attributes = [
      this.float32(),
      this.bool('transpose_a', transposeA),
      this.bool('transpose_b', transposeB),
    ];
    return this.one('MatMul', attributes, [a, b]);
  }

  /** Adds zeros: one pair of numbers, before and after, for each axis. */
  pad(x: TensorId, pairs: readonly (readonly [number, number])[]): TensorId {
    const paddings = this.ints(pairs.flat(), [pairs.length, 2]);
    return this.one('Pad', [this.float32(), this.int32('Tpaddings')], [x, paddings]);
  }

  slice(x: TensorId, begin: readonly number[], size: readonly number[]): TensorId {
    return this.one('Slice', [this.float32(), this.int32('Index')], [x, this.ints(begin), this.ints(size)]);
  }

  /** Joins tensors along an axis. */
  concat(parts: readonly TensorId[], axis: number): TensorId {
    if (parts.length === 1) return elementAt(parts, 0);
    return this.one(
      'ConcatV2',
      [this.int('N', parts.length), this.float32(), this.int32('Tidx')],
      [...parts, this.ints([axis], [])],
    );
  }

  /** Cuts a tensor into parts of these sizes along its first axis. */
  split(x: TensorId, sizes: readonly number[]): TensorId[] {
    if (sizes.length === 1) return [x];
    return this.all(
      'SplitV',
      [this.int('num_split', sizes.length), this.float32(), this.int32('Tlen')],
      [x, this.ints(sizes), this.ints([0], [])],
      sizes.length,
    );
  }

  #made(id: TensorId): TensorId {
    this.#temporaries.add(id);
    return id;
  }
}
