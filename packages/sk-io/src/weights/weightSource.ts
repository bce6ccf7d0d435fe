/** A file of named tensors, whatever its format: what a model's weights can be taken from. */

export interface TensorInfo {
  readonly name: string;
  readonly shape: readonly number[];
  /** As the format calls it. */
  readonly dtype: string;
  /** Why `read` would refuse it, as in "I64 is not read as weights"; absent where it can be read. */
  readonly unreadable?: string;
}

export interface WeightSource {
  /** The file, for messages. */
  readonly what: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** Values as float32, in the order of the file. @throws where the tensor cannot be read as numbers */
  read(name: string): Promise<Float32Array>;
  close(): Promise<void>;
}
