/** The parts of tfjs-node that this package leans on: its backend and its binding. Both are internals, of 4.22.0. */
import type { KernelBackend, Tensor, TensorInfo } from '@tensorflow/tfjs-core';

/** A tensor of TensorFlow, by the number that the binding gave it. */
export type TensorId = number;

/** An attribute of an eager operation. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | readonly number[];
}

export interface TensorMetadata {
  readonly id: TensorId;
  readonly shape: number[];
  readonly dtype: number;
}

/** The native module. */
export interface Binding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_SHAPE: number;
  createTensor(shape: readonly number[], dtype: number, values: Float32Array | Int32Array): TensorId;
  deleteTensor(id: TensorId): void;
  tensorDataSync(id: TensorId): Float32Array | Int32Array | Uint8Array;
  /** @throws Error where TensorFlow has no kernel for the operation, its attributes or shapes. */
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorId[],
    outputs: number,
  ): TensorMetadata[];
  isUsingGpuDevice(): boolean;
  getNumOfTensors(): number;
}

/** Data of tensors of tfjs. */
interface TensorData {
  /** Values that TensorFlow has not seen yet; null once they are in a tensor of its own. */
  readonly values: ArrayLike<number> | null;
  /** The tensor of TensorFlow. */
  id: TensorId;
  /** Tensors of tfjs with this data. */
  readonly refCount: number;
}

/** tfjs-node's backend. */
export interface NodeBackend extends KernelBackend {
  readonly binding: Binding;
  readonly tensorMap: { get(dataId: object): TensorData };
  getInputTensorIds(tensors: readonly TensorInfo[]): TensorId[];
  createOutputTensor(metadata: TensorMetadata): Tensor;
}
