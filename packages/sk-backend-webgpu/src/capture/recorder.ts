/** Writes down what a function gives to the device while it runs. */
import { type DataId, engine, type Variable } from '@tensorflow/tfjs-core';
import { watchOf } from '../tfjs/deviceWatch.js';
import { hearEncoders, submitRecorded } from '../tfjs/recording.js';
import { bufferOf, type WebGPUBackend } from '../tfjs/tfjsBackend.js';
import type { Binding, Command, DispatchCommand, MadeBuffer, Place, Recording } from './recording.js';
import { type TouchedVariable, VariablesBefore } from './variables.js';

/** Holds the commands of a run, its result, and the tensors that it met. */
export interface Recorded<T> {
  readonly result: T;
  readonly recording: Recording;
  /** Why the run cannot be replayed, whatever another run does. */
  readonly refusal: string | undefined;
  readonly placeOf: (buffer: GPUBuffer) => Place;
  /** The tensors that the dispatches read or changed. */
  readonly tensors: ReadonlySet<DataId>;
  readonly variables: readonly TouchedVariable[];
}

/**
 * Runs a function that returns tensors and records its commands, which go to the device as ever. Commands of before are
 * submitted first.
 *
 * @throws what the function throws; the backend is then as it was.
 */
export function record<T extends object>(
  backend: WebGPUBackend,
  run: (placeOf: (buffer: GPUBuffer) => Place) => T,
): Recorded<T> {
  submitRecorded(backend);
  const { bufferManager, device } = backend;
  const watch = watchOf(backend);
  const commands: Command[] = [];
  const made: MadeBuffer[] = [];
  const numbers = new Map<GPUBuffer, number>();
  const groups = new WeakMap<GPUBindGroup, Pick<DispatchCommand, 'layout' | 'bindings'>>();
  const [read, written] = [new Set<DataId>(), new Set<DataId>()];
  let refusal: string | undefined;
  const refuse = (why: string): void => {
    refusal ??= `${watch.op}: ${why}`;
  };
  const before = new VariablesBefore(backend);
  const placeOf = (buffer: GPUBuffer): Place => {
    // A buffer that a variable has left may be handed out again.
    const number = numbers.get(buffer);
    if (number !== undefined) return { made: number };
    const variable = before.nameOf(buffer);
    return variable === undefined ? { outside: buffer } : { variable };
  };
  const placesOfAssigned = (): ReadonlyMap<Variable, Place> => {
    const filled = before.assigned().filter(({ size }) => size > 0);
    const places = new Map(filled.map((variable) => [variable, placeOf(bufferOf(backend, variable))]));
    for (const place of places.values())
      if (!('made' in place)) refuse('it assigns a tensor that it has not made');
    return places;
  };

  const undo = replaceMethods([
    replacement(bufferManager, 'acquireBuffer', (acquire) => (size, usage, ...rest) => {
      const buffer = acquire(size, usage, ...rest);
      numbers.set(buffer, made.length);
      made.push({ size, usage });
      return buffer;
    }),
    replacement(device, 'createBindGroup', (create) => (descriptor) => {
      const group = create(descriptor);
      const bindings = [...descriptor.entries].flatMap(({ resource }): Binding[] => {
        if (!('buffer' in resource)) {
          refuse('it reads a texture');
          return [];
        }
        const { buffer, offset = 0, size = buffer.size - offset } = resource;
        return [{ place: placeOf(buffer), offset, size }];
      });
      groups.set(group, { layout: descriptor.layout, bindings });
      return group;
    }),
    replacement(device.queue, 'writeBuffer', (write) => (buffer, offset, data, ...rest) => {
      write(buffer, offset, data, ...rest);
      if (offset !== 0) refuse('it writes into the middle of a buffer');
      commands.push({ kind: 'upload', op: watch.op, place: placeOf(buffer), bytes: bytesOf(data) });
    }),
    replacement(Math, 'random', (draw) => () => {
      refuse('it draws random numbers on the host');
      return draw();
    }),
    replacement(backend, 'read', (readBack) => (dataId) => {
      refuse('it reads values back');
      return readBack(dataId);
    }),
    replacement(backend, 'readSync', (readBack) => (dataId) => {
      refuse('it reads values back');
      return readBack(dataId);
    }),
  ]);
  const endHearing = hearEncoders(backend, {
    dispatch: (pipeline, group, workgroups) => {
      const known = groups.get(group);
      if (known === undefined) return refuse('it binds what another run has made');
      commands.push({ kind: 'dispatch', op: watch.op, pipeline, workgroups, ...known });
    },
    other: (command) => refuse(`it asks for ${command}`),
  });
  watch.tensorListener = (inputs, outputs) => {
    for (const { dataId } of inputs) read.add(dataId);
    for (const { dataId } of outputs) written.add(dataId);
  };
  const { numTensors } = engine().memory();
  try {
    const result = run(placeOf);
    if (engine().memory().numTensors > numTensors + Object.keys(result).length) refuse('it keeps tensors');
    const assigned = placesOfAssigned();
    submitRecorded(backend);
    const variables = before.touched(written);
    if (variables.some(({ variable }) => variable.isDisposed)) refuse('it disposes of a variable');
    const tensors = new Set([...read, ...written]);
    return { result, recording: { commands, made, assigned }, refusal, placeOf, tensors, variables };
  } finally {
    watch.tensorListener = undefined;
    endHearing();
    undo();
  }
}

function bytesOf(data: ArrayBufferLike | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
    : new Uint8Array(data).slice();
}

type Method = (...args: never[]) => unknown;

/** Returns a function that replaces a method, and returns the one that takes the replacement back. */
function replacement<O extends object, K extends keyof O>(
  owner: O,
  name: K,
  around: (method: O[K] & Method) => O[K],
): () => () => void {
  return () => {
    const isOwn = Object.hasOwn(owner, name);
    const method = owner[name] as O[K] & Method;
    owner[name] = around(method.bind(owner) as O[K] & Method);
    return () => {
      if (isOwn) owner[name] = method;
      else Reflect.deleteProperty(owner, name);
    };
  };
}

function replaceMethods(replacements: readonly (() => () => void)[]): () => void {
  const undo = replacements.map((replace) => replace());
  return () => {
    for (const back of undo.toReversed()) back();
  };
}
