/** The constants of a graph: weights, each once however often it is used, and small lists of numbers. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { LazyBytes } from '../../protobuf/bytes.js';
import { littleEndian } from '../proto/littleEndian.js';
import { dataTypes, type Message } from '../proto/schema.js';

/** How the axes of a weight are arranged for ONNX: transposed to this order, then reshaped. */
export interface Arrangement {
  readonly order?: readonly number[];
  readonly shape?: readonly number[];
}

export class Initialisers {
  readonly tensors: Message<'TensorProto'>[] = [];
  /** Names of constants by their contents. */
  readonly #known = new Map<string, string>();
  readonly #unique: (name: string) => string;

  constructor(unique: (name: string) => string) {
    this.#unique = unique;
  }

  /** Adds a weight. @param name Wanted; the weight keeps the name that it got first. @returns The name. */
  weight(name: string, variable: LayerVariable, { order, shape }: Arrangement): string {
    const ordered = order?.map((axis) => variable.shape[axis]) ?? variable.shape;
    const dims = (shape ?? ordered) as readonly number[];
    const arrange = (x: tf.Tensor): tf.Tensor =>
      tf.reshape(order === undefined ? x : tf.transpose(x, [...order]), [...dims]);
    const rawData = weightBytes(variable, arrange);
    return this.#once(`weight ${variable.id} ${order} as ${dims}`, name, {
      dims,
      dataType: dataTypes.float,
      rawData,
    });
  }

  /** Adds floats. @param dims None by default, which makes a scalar. @returns The name. */
  floats(values: readonly number[], dims: readonly number[] = []): string {
    const name = ['float', ...new Set(values)].join('/');
    const rawData = littleEndian(Float32Array.from(values));
    return this.#once(`${dims}: float ${values}`, name, { dims, dataType: dataTypes.float, rawData });
  }

  /** Adds a vector of 64-bit integers: shapes, axes and sizes. @returns The name. */
  ints(values: readonly number[]): string {
    const rawData = littleEndian(BigInt64Array.from(values.map(BigInt)));
    const name = ['int64', ...values].join('/');
    return this.#once(name, name, { dims: [values.length], dataType: dataTypes.int64, rawData });
  }

  #once(content: string, wanted: string, tensor: Omit<Message<'TensorProto'>, 'name'>): string {
    const earlier = this.#known.get(content);
    if (earlier !== undefined) return earlier;
    const name = this.#unique(wanted);
    this.#known.set(content, name);
    this.tensors.push({ ...tensor, name });
    return name;
  }
}

function weightBytes(variable: LayerVariable, arrange: (x: tf.Tensor) => tf.Tensor): LazyBytes {
  const size = (variable.shape as readonly number[]).reduce((product, extent) => product * extent, 1);
  return {
    byteLength: size * Float32Array.BYTES_PER_ELEMENT,
    read: async () => {
      const arranged = tf.tidy(() => arrange(variable.read()));
      try {
        return littleEndian((await arranged.data()) as Float32Array);
      } finally {
        arranged.dispose();
      }
    },
  };
}
