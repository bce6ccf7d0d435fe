/** The typed interface that packages share: what an op is, what a kernel is, what a plug-in brings. */
import type { KernelConfig, Tensor, TensorInfo, Variable } from '@tensorflow/tfjs-core';
import type { Tree } from './tensorTree.js';

/** Goes up when a change of the contract would make an older kernel wrong. */
export const contractVersion = 1;

/** Named inputs of an op, each one tensor or a list of them. */
export type Inputs = Tree<Tensor>;

/** One tensor, or several under their names. */
export type Outputs = Tensor | Readonly<Record<string, Tensor>>;

export interface Shaped {
  readonly shape: number[];
}

/** T, with a Leaf in place of each tensor. */
export type Like<T, Leaf> = T extends Tensor
  ? Leaf
  : T extends readonly unknown[]
    ? readonly Leaf[]
    : { readonly [K in keyof T]: Like<T[K], Leaf> };

/** Outputs under their names. The output of a one-output op is called `y`. */
export type NamedOutputs<Out> = Out extends Tensor ? { readonly y: Out } : Out;

/** What a gradient can ask for by name. */
export type Values<In, Out> = In & NamedOutputs<Out>;

/** Inputs and outputs share one space of names. */
export type NoClash<In, Out> = keyof In & keyof NamedOutputs<Out> extends never
  ? unknown
  : { readonly clash: `input and output are both called ${keyof In & keyof NamedOutputs<Out> & string}` };

/** Promises a shape. Throws ShapeError on bad arguments; the only place where arguments are checked. */
export type ShapeRule<In, A> = (inputs: Like<In, Shaped>, attrs: A) => number[];

/** An op, declared once: everything else derives from this record. */
export interface OpSpec<
  In extends Inputs,
  A extends object,
  Out extends Outputs,
  S extends keyof Values<In, Out> = keyof Values<In, Out>,
> {
  /** In tfjs's registry; prefixed Sk. */
  readonly kernelName: string;
  /** One rule, or one for each named output. */
  readonly outputs: NoInfer<Like<Out, ShapeRule<In, A>>>;
  /** The op in plain tfjs ops: right on every backend, fast on none. */
  readonly composite: (inputs: In, attrs: A) => NoInfer<Out>;
  /** The inputs and outputs that stay in memory until the gradient has run. Shapes are free. */
  readonly save?: readonly S[];
  /** A fused backward op runs here, before the thunks: each thunk has a tidy of its own. */
  readonly gradient?: (
    dys: Out,
    saved: Pick<Values<In, Out>, S>,
    attrs: A,
    shapes: Like<In, Shaped>,
  ) => NoInfer<Like<In, () => Tensor>>;
}

/** Ops without attributes have A = object. */
export type Arguments<In, A> = object extends A ? [inputs: In] : [inputs: In, attrs: A];

/** A plug-in's function for an op: tensors of the backend in, tensors of the backend out. */
export type Kernel<In, A, Out, B> = (
  inputs: Like<In, TensorInfo>,
  attrs: A,
  backend: B,
) => Like<Out, TensorInfo>;

export interface Op<In extends Inputs, A extends object, Out extends Outputs = Tensor> {
  (...args: Arguments<In, A>): Out;
  readonly spec: OpSpec<In, A, Out>;
  /** Types a fast kernel against this op's spec. Registers nothing. No kernel is asked about empty tensors. */
  kernel<B>(backendName: string, run: Kernel<In, A, Out, B>): KernelConfig;
}

/** What a plug-in registers. */
export interface KernelSet {
  /** Name of the npm package. */
  readonly provider: string;
  readonly contractVersion: number;
  readonly kernels: readonly KernelConfig[];
}

/** Memory of a backend, in bytes. */
export interface BackendMemory {
  /** Taken from the system so far. */
  readonly heapBytes: number;
  /** Held by tensors. */
  readonly usedBytes: number;
  /** The most that it can ever take. */
  readonly limitBytes: number;
}

/** One step of stochastic gradient descent with momentum, over many weights. */
export interface MomentumStep {
  readonly weights: readonly Variable[];
  /** One for each weight, of its shape. */
  readonly velocities: readonly Variable[];
  readonly gradients: readonly Tensor[];
  /** One for each weight; 0 where there is no decay. */
  readonly weightDecays: readonly number[];
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** One run of a shader. */
export interface Dispatch {
  /** Kernel that asked for it. */
  readonly op: string;
  readonly shader: string;
  /** Of the tensors that it is bound to, each counted once. */
  readonly bytes: number;
  /** On the device, where it has a clock for that. */
  readonly milliseconds?: number;
}

/** Listens to a backend whose device computes later than it is called. */
export interface DispatchRecorder {
  /** Dispatches so far. */
  readonly count: number;
  /** Stops, and waits until the device has done them all. */
  finish(): Promise<readonly Dispatch[]>;
}

/** A running average, and what it moves towards. */
export interface MovingAverage {
  readonly running: Variable;
  /** Of the same shape. */
  readonly value: Tensor;
  /** The share that stays, 0 to 1. */
  readonly momentum: number;
  /** Of the value. */
  readonly scale: number;
}

/** A package of fast kernels for one tfjs backend. */
export interface BackendPlugin {
  /** Name of the npm package. */
  readonly name: string;
  /** Name that tfjs knows the backend by. */
  readonly backendName: string;
  readonly contractVersion: number;
  readonly kernels: KernelSet;
  /** Registers the kernels and the plug-in. Idempotent. */
  install(): void;
  /** Changes weights and velocities in place. */
  momentumStep?(step: MomentumStep): void;
  /** Changes running averages in place. */
  moveAverages?(averages: readonly MovingAverage[]): void;
  memory?(): BackendMemory;
  /** For backends that compute later than they are called. Throws while another recorder is at work. */
  recordDispatches?(): DispatchRecorder;
  /** The same values in another buffer, by one dispatch: the roof of whatever moves bytes. */
  copy?(x: Tensor): Tensor;
}
