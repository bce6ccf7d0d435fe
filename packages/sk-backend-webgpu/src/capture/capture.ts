/** A function that is recorded and replayed, for inputs of any number of shapes. */
import * as tf from '@tensorflow/tfjs-core';
import {
  type CapturedFunction,
  type CaptureInput,
  type CaptureOutputs,
  type Capture as Contract,
  callCaptured,
  inputTensors,
  readOutputs,
  runTidily,
} from 'sk-core';
import { OutOfMemoryError } from '../device/deviceErrors.js';
import { ReadBacks } from '../gpu/readBacks.js';
import { watchOf } from '../tfjs/deviceWatch.js';
import { submitRecorded } from '../tfjs/recording.js';
import { bufferOf, type WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { Arena } from './arena.js';
import { type Ends, HostEnds, type OutputKind, TensorEnds } from './ends.js';
import type { Home } from './heldTensors.js';
import { type Recorded, record } from './recorder.js';
import { differenceOf, type Recording } from './recording.js';
import { Replay, type ReplayParts } from './replay.js';
import { copyNow, heldType, hostValues, standIn } from './tensorInputs.js';

/** The name of a replay, for errors. */
const kernelName = 'capture';

/** Recordings of one set of shapes that differ from the one before, until the function is called each time. */
const mostDifferences = 3;

/** Sets of shapes whose recordings are kept; the one that has waited longest goes first. */
const mostShapes = 8;

/** Holds what the calls with inputs of one set of shapes have shown. */
interface Course {
  differences: number;
  recording?: Recording;
  replay?: Replay;
  outputs: readonly OutputKind[];
}

type Tensors = Readonly<Record<string, tf.Tensor>>;

export class Capture<I extends string, O extends string> implements Contract<I, O> {
  readonly #backend: WebGPUBackend;
  readonly #run: CapturedFunction<I, O>;
  readonly #arena: Arena;
  readonly #readBacks: ReadBacks;
  readonly #courses = new Map<string, Course>();
  #replays = 0;
  #refusal: string | undefined;

  constructor(backend: WebGPUBackend, run: CapturedFunction<I, O>) {
    this.#backend = backend;
    this.#run = run;
    this.#arena = new Arena(backend);
    this.#readBacks = new ReadBacks(backend);
  }

  get replays(): number {
    return this.#replays;
  }

  get refusal(): string | undefined {
    const isHeard = watchOf(this.#backend).listener !== undefined;
    return this.#refusal ?? (isHeard ? 'each dispatch is being listened to' : undefined);
  }

  isRecorded(inputs: Readonly<Record<I, CaptureInput>>): boolean {
    return this.refusal === undefined && this.#courses.get(keyOf(inputs))?.replay !== undefined;
  }

  async call(inputs: Readonly<Record<I, CaptureInput>>): Promise<CaptureOutputs<O>> {
    if (this.refusal !== undefined) return await callCaptured(this.#run, inputs);
    const course = this.#courseOf(keyOf(inputs));
    const { failures } = watchOf(this.#backend);
    const ends = this.#replay(
      course,
      (outputs) => new HostEnds(this.#backend, this.#readBacks, inputs, outputs),
    );
    if (ends !== undefined) return await this.#results(course, ends.buffer, failures);
    return await readOutputs(this.#recorded(course, inputTensors(inputs)));
  }

  run(inputs: Readonly<Record<I, tf.Tensor>>): Readonly<Record<O, tf.Tensor>> {
    if (this.refusal !== undefined) return runTidily(this.#run, inputs);
    const backend = this.#backend;
    const course = this.#courseOf(keyOfTensors(backend, inputs));
    const ends = this.#replay(course, (outputs) => new TensorEnds(backend, inputs, outputs));
    if (ends !== undefined) return ends.tensors() as Readonly<Record<O, tf.Tensor>>;
    const named = Object.entries<tf.Tensor>(inputs);
    const standIns = Object.fromEntries(named.map(([name, input]) => [name, standIn(backend, input)]));
    return this.#recorded(course, standIns, () => {
      for (const [name, input] of named) {
        if (hostValues(backend, input) === undefined) copyNow(backend, input, standIns[name] as tf.Tensor);
      }
    });
  }

  dispose(): void {
    for (const { replay } of this.#courses.values()) replay?.dispose();
    this.#courses.clear();
    this.#arena.dispose();
    this.#readBacks.dispose();
  }

  #courseOf(key: string): Course {
    const course = this.#courses.get(key) ?? { differences: 0, outputs: [] };
    this.#courses.delete(key);
    this.#courses.set(key, course);
    const [[oldest, { replay }] = [key, course] as const] = this.#courses;
    if (this.#courses.size > mostShapes) {
      replay?.dispose();
      this.#courses.delete(oldest);
    }
    return course;
  }

  /**
   * Calls the function, and keeps a replay where two recordings are the same.
   *
   * @param tensors The inputs, which it disposes of.
   * @param fill Called once they have buffers.
   */
  #recorded(course: Course, tensors: Tensors, fill?: () => void): Readonly<Record<O, tf.Tensor>> {
    const backend = this.#backend;
    let recorded: Recorded<Tensors>;
    const names = new Map<number, string>();
    try {
      recorded = record(backend, (placeOf) => {
        for (const [name, tensor] of Object.entries(tensors)) {
          const place = placeOf(bufferOf(backend, tensor));
          if ('made' in place) names.set(place.made, name);
        }
        fill?.();
        const outputs: Tensors = runTidily(this.#run, tensors as Readonly<Record<I, tf.Tensor>>);
        for (const output of Object.values(outputs)) bufferOf(backend, output);
        return outputs;
      });
    } finally {
      tf.dispose(Object.values(tensors));
    }
    const { result: outputs } = recorded;
    const kinds = Object.entries(outputs).map(([name, output]): OutputKind => {
      const { shape, size, dtype } = output;
      const bytes = size * tf.util.bytesPerElement(dtype === 'bool' ? 'int32' : dtype);
      return { name, shape, dtype, held: heldType(backend, output), bytes };
    });
    this.#compare(course, recorded, names, kinds);
    return outputs as Readonly<Record<O, tf.Tensor>>;
  }

  #compare(
    course: Course,
    { result, recording, refusal, placeOf, tensors, variables }: Recorded<Tensors>,
    inputs: ReadonlyMap<number, string>,
    outputs: readonly OutputKind[],
  ): void {
    const { recording: before } = course;
    const withoutInputs: Recording = {
      ...recording,
      commands: recording.commands.filter(
        ({ kind, ...command }) =>
          kind !== 'upload' ||
          !('place' in command && 'made' in command.place && inputs.has(command.place.made)),
      ),
    };
    const difference = refusal ?? (before === undefined ? undefined : differenceOf(before, withoutInputs));
    course.recording = withoutInputs;
    if (difference !== undefined) {
      course.differences++;
      if (course.differences >= mostDifferences) this.#refusal = difference;
      return;
    }
    if (before === undefined) return;
    const { tensorMap } = this.#backend;
    const isOutside = (dataId: tf.DataId): boolean => {
      if (!tensorMap.has(dataId)) return false;
      const { resource } = tensorMap.get(dataId);
      return resource instanceof GPUBuffer && 'outside' in placeOf(resource);
    };
    const parts: ReplayParts = {
      recording: withoutInputs,
      inputs,
      outputs: outputs.map(({ name, bytes }) => {
        const { resource } = tensorMap.get((result[name] as tf.Tensor).dataId);
        return { place: placeOf(resource as GPUBuffer), size: bytes };
      }),
      tensors: [...tensors].filter(isOutside),
      variables,
      homeOf: (variable) => this.#homeOf(variable),
    };
    course.outputs = outputs;
    course.replay = new Replay(this.#backend, this.#arena, parts);
  }

  /** Returns where a variable stands in another replay, so that it need not move between them. */
  #homeOf(variable: tf.Variable): Home | undefined {
    for (const { replay } of this.#courses.values()) {
      const home = replay?.homeOf(variable);
      if (home !== undefined) return home;
    }
    return undefined;
  }

  /** Submits a replay, and returns its ends, or nothing where no replay is of use. */
  #replay<E extends Ends>(course: Course, begin: (outputs: readonly OutputKind[]) => E): E | undefined {
    const { replay, outputs } = course;
    if (replay === undefined) return undefined;
    this.#enter(course);
    const { device } = this.#backend;
    let ends: E | undefined;
    let isSubmitted = false;
    try {
      replay.prepare();
      ends = begin(outputs);
      const encoder = device.createCommandEncoder();
      if (!replay.encode(encoder, ends)) {
        this.#forget(course);
        return undefined;
      }
      ends.write(this.#arena);
      device.queue.submit([encoder.finish()]);
      isSubmitted = true;
    } catch (error) {
      this.#forget(course, error);
      throw error;
    } finally {
      if (!isSubmitted) ends?.abandon();
    }
    this.#replays++;
    return ends;
  }

  /**
   * Begins a replay: all that was recorded before it is submitted first.
   *
   * @throws what the device has reported since the last check.
   */
  #enter(course: Course): void {
    try {
      watchOf(this.#backend).enter(kernelName);
    } catch (error) {
      // The error is of an earlier replay, whose outputs nobody has read.
      if (error instanceof OutOfMemoryError && error.op === kernelName) this.#forget(course, error);
      throw error;
    }
    submitRecorded(this.#backend);
  }

  async #results(course: Course, target: GPUBuffer, failures: number): Promise<CaptureOutputs<O>> {
    const watch = watchOf(this.#backend);
    try {
      const bytes = await this.#readBacks.read(target);
      watch.checkSince(failures);
      let at = 0;
      const values = course.outputs.map((output) => {
        const Values = output.held === 'float32' ? Float32Array : Int32Array;
        const found = new Values(bytes, at, output.bytes / 4);
        at += output.bytes;
        return [output.name, found];
      });
      return Object.fromEntries(values) as CaptureOutputs<O>;
    } catch (error) {
      this.#forget(course, error);
      if (await watch.isLost(50)) watch.check();
      watch.checkSince(failures);
      throw error;
    }
  }

  /** Drops a replay. Where there is no memory for its buffers the function is called from now on. */
  #forget(course: Course, error?: unknown): void {
    course.replay?.dispose();
    delete course.replay;
    delete course.recording;
    if (error instanceof OutOfMemoryError) {
      this.#refusal = `there is no memory for the buffers of a recording: ${error.message}`;
      this.#arena.dispose();
    }
  }
}

/** Returns a key of the types and shapes of inputs: that of {@link keyOfTensors} for the tensors that are made of them. */
const keyOf = (inputs: Readonly<Record<string, CaptureInput>>): string =>
  Object.entries(inputs)
    .map(([name, { values, shape }]) => {
      const dtype = values instanceof Float32Array ? 'float32' : 'int32';
      return `${name} ${dtype} ${dtype} ${shape}`;
    })
    .join();

const keyOfTensors = (backend: WebGPUBackend, inputs: Readonly<Record<string, tf.Tensor>>): string =>
  Object.entries(inputs)
    .map(([name, tensor]) => `${name} ${tensor.dtype} ${heldType(backend, tensor)} ${tensor.shape}`)
    .join();
