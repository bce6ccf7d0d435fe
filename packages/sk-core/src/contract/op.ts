/**
 * Declaration of an op: a composite that runs on every backend, room for faster kernels, and one gradient for both.
 */

import type { DataId, KernelConfig, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import {
  backend,
  clone,
  engine,
  getBackend,
  getGradient,
  getKernel,
  registerGradient,
  registerKernel,
  Tensor,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { isRecording, markAbsentGradients } from './absentGradients.js';
import { checkOptions } from './checkOptions.js';
import { ContractError } from './contractError.js';
import { elementAt } from './elementAt.js';
import { warnOfSecondCore } from './oneCore.js';
import { markProvider } from './provider.js';
import { SavedNames } from './savedNames.js';
import { ShapeError } from './shapeError.js';
import { flatten, mapTree, named, type Tree, unflatten, valueNamed } from './tensorTree.js';
import type {
  Arguments,
  Inputs,
  Kernel,
  Like,
  NoClash,
  Op,
  OpSpec,
  Outputs,
  Shaped,
  ShapeRule,
  Thunk,
  Values,
} from './types.js';

/**
 * Key of the {@link Call} among the attributes. All loaded copies of this package share it, as they share tfjs's
 * registry.
 */
const callKey: unique symbol = Symbol.for('sk-core:call') as never;

/** The shapes of one call. It travels with the attributes, to the kernel and to the gradient. */
interface Call {
  readonly inputs: Tree<Shaped>;
  readonly outputs: readonly number[][];
  readonly empty: boolean;
}
const callOf = (attrs: object | undefined): Call => (attrs as { readonly [callKey]: Call })[callKey];

/** The part of a tfjs backend that counts the tensors of each buffer. */
interface CountedBackend {
  refCount(dataId: DataId): number;
  incRef(dataId: DataId): void;
}

/**
 * Declares an op. The kernel is registered on each backend at the first call there, unless a plug-in has brought a
 * faster one.
 *
 * @throws ContractError, at a call, where a kernel breaks the promises of its op.
 */
export function defineOp<
  In extends Inputs,
  A extends object,
  Out extends Outputs,
  S extends keyof Values<In, Out> = never,
>(spec: OpSpec<In, A, Out, S> & NoClash<In, Out>): Op<In, A, Out> {
  warnOfSecondCore();
  const { kernelName } = spec;
  const opName = kernelName.replace(/^Sk/, '').replace(/^./, (first) => first.toLowerCase());
  const single = typeof spec.outputs === 'function';
  const rules = (single ? { y: spec.outputs } : spec.outputs) as Record<string, ShapeRule<In, A>>;
  const names = Object.keys(rules);
  const toList = <T>(out: unknown): T[] =>
    names.map((name) => (single ? out : (out as Record<string, unknown>)[name]) as T);
  const fromList = (list: readonly Tensor[]): Out => (single ? list[0] : named(names, list)) as Out;

  const config = (
    backendName: string,
    run: (inputs: unknown, attrs: A, backend: unknown) => TensorInfo[],
  ): KernelConfig => ({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend: instance }) => {
      const call = callOf(attrs);
      const ys = call.empty
        ? call.outputs.map((shape) => zeros(shape))
        : run(unflatten(inputs, call.inputs), attrs as unknown as A, instance);
      return single ? elementAt(ys, 0) : ys;
    },
  });

  const composite = (backendName: string): KernelConfig =>
    markProvider(
      config(backendName, (inputs, attrs) =>
        tidy(() =>
          toList<Tensor>(spec.composite(inputs as In, attrs)).map(
            distinct(Object.values(flatten(inputs as In))),
          ),
        ),
      ),
      'composite',
    );

  const { gradient } = spec;
  const saves = (spec.save ?? []) as readonly string[];
  if (gradient !== undefined && getGradient(kernelName) === undefined) {
    const savedInputs = saves.filter((name) => !names.includes(name));
    const savedOutputs = names.filter((name) => saves.includes(name));
    registerGradient({
      kernelName,
      inputsToSave: SavedNames.from(savedInputs),
      outputsToSave: names.map((name) => savedOutputs.includes(name)),
      gradFunc: (dy, kept, attrs) => {
        const { inputs, empty } = callOf(attrs);
        if (empty)
          return flatten(
            mapTree(
              inputs,
              ({ shape }) =>
                () =>
                  zeros(shape),
            ),
          );
        const dys = [dy].flat();
        const keptInputs: Tree<Shaped> = named(
          savedInputs,
          savedInputs.map((name) => valueNamed(inputs, name)),
        );
        const keptNames = [...Object.keys(flatten(keptInputs)), ...savedOutputs];
        const saved = unflatten(named(keptNames, kept), {
          ...keptInputs,
          ...named(savedOutputs, savedOutputs),
        });
        const thunks = gradient(
          fromList(dys),
          saved as Pick<Values<In, Out>, S>,
          attrs as unknown as A,
          inputs as Like<In, Shaped>,
        );
        const own = distinct([...dys, ...kept]);
        return flatten(
          mapTree(thunks as Tree<Thunk>, (thunk) => {
            const { plus } = thunk;
            return Object.assign(() => own(thunk()), plus && { plus: (other: Tensor) => own(plus(other)) });
          }),
        );
      },
    });
  }

  const op = (inputs: In, attrs = {} as A): Out => {
    refuseClash(opName, Object.keys(inputs), names);
    checkOptions<object>(`${opName}: attrs`, attrs, spec.attrs, ShapeError);
    const flat = flatten(inputs);
    refuseOtherTypes(opName, flat);
    const outputs = Object.values(rules).map((rule) => rule(inputs as unknown as Like<In, Shaped>, attrs));
    const empty = [...Object.values(flat).map((t) => t.shape), ...outputs].some((shape) => shape.includes(0));
    const call: Call = { inputs: mapTree(inputs, ({ shape }) => ({ shape })), outputs, empty };
    backend(); // makes the default backend where none has been chosen
    if (getKernel(kernelName, getBackend()) === undefined) registerKernel(composite(getBackend()));
    const withCall = { ...attrs, [callKey]: call } as unknown as NamedAttrMap;
    const ys = [engine().runKernel(kernelName, flat, withCall) as Tensor | Tensor[]].flat();
    if (gradient !== undefined && isRecording()) {
      const entry = engine().state.activeTape.at(-1);
      if (entry !== undefined) markAbsentGradients(entry);
      recordBeforeItsOutputs(names.filter((name) => saves.includes(name)).length);
    }
    names.forEach((name, i) => {
      const y = elementAt(ys, i);
      if (`${y.shape}` !== `${outputs[i]}` || y.dtype !== 'float32') {
        throw new ContractError(
          `${kernelName} of ${getBackend()}: ${name} wants float32 [${outputs[i]}], as its op promises, got ${y.dtype} [${y.shape}]`,
        );
      }
    });
    return fromList(ys);
  };
  return Object.assign(op as (...args: Arguments<In, A>) => Out, {
    spec: spec as unknown as OpSpec<In, A, Out>,
    kernel: <B>(backendName: string, run: Kernel<In, A, Out, B>) =>
      config(backendName, (inputs, attrs, instance) =>
        counted(instance as CountedBackend, Object.values(flatten(inputs as Tree<TensorInfo>)), () =>
          toList<TensorInfo>(run(inputs as Like<In, TensorInfo>, attrs, instance as B)),
        ),
      ),
  });
}

/**
 * Puts the op that just ran before the copies of its saved outputs. tfjs records those copies first, which loses
 * second derivatives through them (those of tf.exp are lost).
 */
function recordBeforeItsOutputs(savedOutputs: number): void {
  if (savedOutputs === 0) return;
  const { activeTape } = engine().state;
  const op = activeTape.splice(-1);
  activeTape.splice(-savedOutputs, 0, ...op);
}

function refuseClash(opName: string, inputs: readonly string[], outputs: readonly string[]): void {
  const clash = inputs.find((name) => outputs.includes(name));
  if (clash !== undefined) throw new ContractError(`${opName}: input and output are both called ${clash}`);
}

function refuseOtherTypes(opName: string, inputs: Readonly<Record<string, Tensor>>): void {
  for (const [name, tensor] of Object.entries(inputs)) {
    if (!(tensor instanceof Tensor)) {
      throw new ShapeError(`${opName}: ${name} wants a tensor, got ${describe(tensor)}`);
    }
    if (tensor.dtype !== 'float32') {
      throw new ShapeError(
        `${opName}: ${name} wants float32, got ${tensor.dtype} (tf.cast(${name}, 'float32'))`,
      );
    }
  }
}

function describe(value: unknown): string {
  return value === null || value === undefined ? String(value) : `a ${typeof value}`;
}

/**
 * Returns a function that clones a tensor from its second use on. tfjs disposes of a gradient once it has added it
 * up, so two names must not share one tensor.
 */
function distinct(taken: readonly Tensor[]): (t: Tensor) => Tensor {
  const seen = new Set(taken);
  return (t) => {
    if (seen.has(t)) return clone(t);
    seen.add(t);
    return t;
  };
}

/**
 * Runs a kernel that may return an input, or one buffer twice. Each use is counted, whether or not the kernel counted
 * it.
 */
function counted(
  instance: CountedBackend,
  inputs: readonly TensorInfo[],
  run: () => TensorInfo[],
): TensorInfo[] {
  const before = new Map(inputs.map(({ dataId }) => [dataId, instance.refCount(dataId)]));
  const outputs = run();
  const uses = new Map<DataId, number>();
  for (const { dataId } of outputs) uses.set(dataId, (uses.get(dataId) ?? 0) + 1);
  for (const [dataId, count] of uses) {
    const wanted = (before.get(dataId) ?? 0) + count;
    if (!before.has(dataId) && count === 1) continue;
    for (let held = instance.refCount(dataId); held < wanted; held++) instance.incRef(dataId);
  }
  const returned = new Set(before.keys());
  return outputs.map((y) => {
    const again = returned.has(y.dataId);
    returned.add(y.dataId);
    return again ? { dataId: y.dataId, shape: y.shape, dtype: y.dtype } : y;
  });
}
