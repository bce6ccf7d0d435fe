/** An opened file of named tensors, whatever its format, from which weights can be loaded. */

export interface TensorInfo {
  readonly name: string;
  readonly shape: readonly number[];
  /** Name of the type in the format. */
  readonly dtype: string;
  /** Why `read` refuses it, as in "I64 is not read as weights"; absent where it can be read. */
  readonly unreadable?: string;
}

export interface WeightSource {
  /** Name of the file, for messages. */
  readonly what: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** Returns values as float32, in the order of the file. @throws where the tensor cannot be read as numbers. */
  read(name: string): Promise<Float32Array>;
  close(): Promise<void>;
}
