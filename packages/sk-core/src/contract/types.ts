/** The types that packages share: operators, kernels and plug-ins. */
import type { KernelConfig, Tensor, TensorInfo, Variable } from '@tensorflow/tfjs-core';
import type { OptionNames } from './checkOptions.js';
import type { Tree } from './tensorTree.js';

/** Version of the op contract. It goes up when a change would make an older kernel wrong. */
export const contractVersion = 1;

/** Named inputs of an op, each one tensor or a list of them. */
export type Inputs = Tree<Tensor>;

/** One tensor, or several under their names. */
export type Outputs = Tensor | Readonly<Record<string, Tensor>>;

export interface Shaped {
  readonly shape: number[];
}

/** T with a Leaf in place of each tensor. */
export type Like<T, Leaf> = T extends Tensor
  ? Leaf
  : T extends readonly unknown[]
    ? readonly Leaf[]
    : { readonly [K in keyof T]: Like<T[K], Leaf> };

/** Outputs under their names. The output of a one-output op is called `y`. */
export type NamedOutputs<Out> = Out extends Tensor ? { readonly y: Out } : Out;

/** Inputs and outputs by name, as a gradient may ask for them. */
export type Values<In, Out> = In & NamedOutputs<Out>;

/** Refuses, by type, an input and an output of one name. */
export type NoClash<In, Out> = keyof In & keyof NamedOutputs<Out> extends never
  ? unknown
  : { readonly clash: `input and output are both called ${keyof In & keyof NamedOutputs<Out> & string}` };

/**
 * Returns the shape of an output. Shape rules are the only place where arguments are checked: they throw ShapeError.
 */
export type ShapeRule<In, A> = (inputs: Like<In, Shaped>, attrs: A) => number[];

/** Computes the gradient of one input. */
export interface Thunk {
  (): Tensor;
  /** Computes the sum of the gradient and another of the same input, in the pass that writes it. */
  readonly plus?: (other: Tensor) => Tensor;
}

/** An op, declared once. Everything else derives from this record. */
export interface OpSpec<
  In extends Inputs,
  A extends object,
  Out extends Outputs,
  S extends keyof Values<In, Out> = keyof Values<In, Out>,
> {
  /** Name in tfjs's registry, with the prefix Sk. */
  readonly kernelName: string;
  /** The names of its attributes; others are refused. */
  readonly attrs: OptionNames<NoInfer<A>>;
  /** One rule, or one for each named output. */
  readonly outputs: NoInfer<Like<Out, ShapeRule<In, A>>>;
  /** Computes the op with stock tfjs ops. It is right on every backend and fast on none. */
  readonly composite: (inputs: In, attrs: A) => NoInfer<Out>;
  /** Names of inputs and outputs that stay in memory until the gradient has run. Shapes cost nothing. */
  readonly save?: readonly S[];
  /**
   * Returns one thunk for each input. A fused backward op runs before the thunks, since each thunk has a tidy of its
   * own.
   */
  readonly gradient?: (
    dys: Out,
    saved: Pick<Values<In, Out>, S>,
    attrs: A,
    shapes: Like<In, Shaped>,
  ) => NoInfer<Like<In, Thunk>>;
}

/** Arguments of an op. An op without attributes has A = object. */
export type Arguments<In, A> = object extends A ? [inputs: In] : [inputs: In, attrs: A];

/** Computes an op in a plug-in, from tensors of the backend to tensors of the backend. */
export type Kernel<In, A, Out, B> = (
  inputs: Like<In, TensorInfo>,
  attrs: A,
  backend: B,
) => Like<Out, TensorInfo>;

export interface Op<In extends Inputs, A extends object, Out extends Outputs = Tensor> {
  (...args: Arguments<In, A>): Out;
  readonly spec: OpSpec<In, A, Out>;
  /**
   * Returns the config of a fast kernel, typed against this op. It registers nothing. No kernel gets an empty tensor.
   */
  kernel<B>(backendName: string, run: Kernel<In, A, Out, B>): KernelConfig;
}

/** The kernels that a plug-in registers. */
export interface KernelSet {
  /** Name of the npm package. */
  readonly provider: string;
  readonly contractVersion: number;
  readonly kernels: readonly KernelConfig[];
}

/** Memory of a backend, in bytes. */
export interface BackendMemory {
  /** Bytes that the backend has taken from the system. */
  readonly heapBytes: number;
  /** Bytes that tensors hold. */
  readonly usedBytes: number;
  /** Bytes that the backend can take at most. */
  readonly limitBytes: number;
}

/**
 * A number that the device reads when it computes: a tensor [2] with the number, and 1, or 0 where everything stays as it
 * is.
 */
export type DeviceNumber = Tensor;

/** One step of stochastic gradient descent with momentum, over many weights. */
export interface MomentumStep {
  readonly weights: readonly Variable[];
  /** One velocity for each weight, of its shape. */
  readonly velocities: readonly Variable[];
  readonly gradients: readonly Tensor[];
  /** One number for each weight; 0 for no decay. */
  readonly weightDecays: readonly number[];
  readonly learningRate: number | DeviceNumber;
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** One run of a shader. */
export interface Dispatch {
  /** Kernel that dispatched it. */
  readonly op: string;
  readonly shader: string;
  /** Bytes of the tensors that it binds, each counted once. */
  readonly bytes: number;
  /** Time on the device, where the device has a clock for that. */
  readonly milliseconds?: number;
}

/** Records the dispatches of a backend that computes later than it is called. */
export interface DispatchRecorder {
  /** Number of dispatches so far. */
  readonly count: number;
  /** Stops the recording, and waits until the device has done all of them. */
  finish(): Promise<readonly Dispatch[]>;
}

/** A running average and the value that it moves towards. */
export interface MovingAverage {
  readonly running: Variable;
  /** A tensor of the same shape. */
  readonly value: Tensor;
  /** The share of the average that stays, 0 to 1. */
  readonly momentum: number | DeviceNumber;
  /** Factor of the value. */
  readonly scale: number;
}

/** The shape of images as a model reads them. */
export type ImagesShape = readonly [batch: number, height: number, width: number, channels: number];

/** Images of bytes as tensors. Their shapes tell that of the images, [N, H, W, C]. */
export interface ByteTensors {
  /** int32 [H, W, ceil(N * C / 4)]: the bytes of all images in a row, four to a word, the first in the lowest bits. */
  readonly words: Tensor;
  /** float32 [C, 256]: the number that a model reads for each byte, by channel. */
  readonly table: Tensor;
  /** int32 [N, 3]: how far each image is moved down and to the right, and 1 where left and right are swapped then. */
  readonly placements: Tensor;
}

/** The values of one input of a captured function. */
export interface CaptureInput {
  readonly values: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** Values that a captured function has computed, by the names of its outputs. */
export type CaptureOutputs<O extends string> = Readonly<Record<O, Float32Array | Int32Array>>;

/**
 * Computes outputs from inputs, none of which it returns, and changes variables, in place or by `assign`. It is called as
 * `tidy` calls a function, and must do the same at each call with inputs of the same shapes, whatever their values.
 */
export type CapturedFunction<I extends string, O extends string> = (
  inputs: Readonly<Record<I, Tensor>>,
) => Readonly<Record<O, Tensor>>;

/** A function that a plug-in records for inputs of some shapes, and replays from then on. */
export interface Capture<I extends string, O extends string> {
  /**
   * Computes as the function does: by a call of it until its commands have been recorded twice with the same result, by
   * a replay from then on. The work of a call comes after that of earlier calls, which need not have ended.
   *
   * @param inputs Float32Array for tensors of float32, Int32Array for int32.
   */
  call(inputs: Readonly<Record<I, CaptureInput>>): Promise<CaptureOutputs<O>>;
  /**
   * Does the same with tensors: nothing is read, and errors of the device are thrown later. The inputs stay as they are,
   * and the caller disposes of the outputs.
   */
  run(inputs: Readonly<Record<I, Tensor>>): Readonly<Record<O, Tensor>>;
  /** Tells whether a call with inputs of these shapes would be a replay. */
  isRecorded(inputs: Readonly<Record<I, CaptureInput>>): boolean;
  /** Number of calls that were replays. */
  readonly replays: number;
  /** Why the function is called each time, now or from now on; undefined where nothing speaks against a replay. */
  readonly refusal: string | undefined;
  /** Frees what the capture holds. */
  dispose(): void;
}

/** A package of fast kernels for one tfjs backend. */
export interface BackendPlugin {
  /** Name of the npm package. */
  readonly name: string;
  /** Name of the backend in tfjs. */
  readonly backendName: string;
  readonly contractVersion: number;
  readonly kernels: KernelSet;
  /** Registers the kernels and the plug-in. Idempotent. */
  install(): void;
  /** Changes weights and velocities in place. */
  momentumStep?(step: MomentumStep): void;
  /** Changes running averages in place. It takes memory for those alone whose buffers other tensors share. */
  moveAverages?(averages: readonly MovingAverage[]): void;
  memory?(): BackendMemory;
  /** Says in what values products are made, where that is a choice: a phrase for logs. */
  products?(): string;
  /**
   * Returns the memory that holds a tensor of float32, where the host can write to it: what changes there changes the tensor.
   * The array lives as long as the tensor, and only up to the next allocation of the backend.
   */
  hostValues?(x: Tensor): Float32Array;
  /** Reads the values of tensors of float32 into an array, one behind the other. */
  readTensors?(tensors: readonly Tensor[], into: Float32Array): Promise<void>;
  /** Gives tensors of float32 the values of an array, in place: what shares their memory changes too. */
  writeTensors?(tensors: readonly Tensor[], from: Float32Array): void;
  /**
   * Starts a recorder, on backends that compute later than they are called. Throws while another recorder is active.
   */
  recordDispatches?(): DispatchRecorder;
  /**
   * Copies a tensor to another buffer by one dispatch. No kernel moves bytes faster, so rates are compared with it.
   */
  copy?(x: Tensor): Tensor;
  /** Records a function for replays. All its recordings share memory. */
  capture?<I extends string, O extends string>(run: CapturedFunction<I, O>): Capture<I, O>;
  /**
   * Cuts a tensor [n] into parts, one after the other, which become the values of variables, in place.
   *
   * @param values Of float32, as many as all variables together have.
   */
  assignParts?(values: Tensor, variables: readonly Variable[]): void;
  /**
   * Decides on the device whether a step may change anything. Returns a tensor [1]: 1 where the loss is finite and
   * `failures` is 0; otherwise 0, and `failures` is one more.
   *
   * @param loss Of one element.
   * @param failures [1], changed in place.
   */
  gate?(loss: Tensor, failures: Variable): Tensor;
  /**
   * Returns a tensor [1]: 1 where all values of all tensors are finite, otherwise 0.
   *
   * @param tensors Of float32, one at least, and none of them empty.
   */
  areFinite?(tensors: readonly Tensor[]): Tensor;
  /** Makes images of this shape from their bytes; what an image does not cover once it is moved is 0. */
  floatImages?(images: ByteTensors, shape: ImagesShape): Tensor;
}
