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
import { watchOf } from '../tfjs/deviceWatch.js';
import { submitRecorded } from '../tfjs/recording.js';
import { bufferOf, type WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { Arena } from './arena.js';
import { ReadBacks } from './readBacks.js';
import { type Recorded, record } from './recorder.js';
import { differenceOf, type Recording } from './recording.js';
import { Replay, type ReplayParts } from './replay.js';

/** Recordings of one set of shapes that differ from the one before, until the function is called each time. */
const mostDifferences = 3;

/** Sets of shapes whose recordings are kept; the one that has waited longest goes first. */
const mostShapes = 8;

/** An output on the host. */
interface OutputKind {
  readonly name: string;
  readonly bytes: number;
  readonly isFloat: boolean;
}

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
    const course = this.#courseOf(inputs);
    if (course.replay !== undefined) {
      const values = this.#replay(course, inputs);
      if (values !== undefined) return await values;
    }
    return await this.#recorded(course, inputs);
  }

  dispose(): void {
    for (const { replay } of this.#courses.values()) replay?.dispose();
    this.#courses.clear();
    this.#arena.dispose();
    this.#readBacks.dispose();
  }

  #courseOf(inputs: Readonly<Record<I, CaptureInput>>): Course {
    const key = keyOf(inputs);
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

  /** Calls the function, and keeps a replay where two recordings are the same. */
  async #recorded(course: Course, inputs: Readonly<Record<I, CaptureInput>>): Promise<CaptureOutputs<O>> {
    const backend = this.#backend;
    const tensors = inputTensors(inputs);
    let recorded: Recorded<Tensors>;
    const names = new Map<number, string>();
    try {
      recorded = record(backend, (placeOf) => {
        for (const [name, tensor] of Object.entries<tf.Tensor>(tensors)) {
          const place = placeOf(bufferOf(backend, tensor));
          if ('made' in place) names.set(place.made, name);
        }
        const outputs: Tensors = runTidily(this.#run, tensors);
        for (const output of Object.values(outputs)) bufferOf(backend, output);
        return outputs;
      });
    } finally {
      tf.dispose(Object.values(tensors));
    }
    const { result: outputs } = recorded;
    const kinds = Object.entries(outputs).map(([name, { dataId, size, dtype }]): OutputKind => {
      const isFloat = backend.tensorMap.get(dataId).dtype === 'float32';
      return { name, bytes: size * tf.util.bytesPerElement(dtype === 'bool' ? 'int32' : dtype), isFloat };
    });
    this.#compare(course, recorded, names, kinds);
    return await readOutputs(outputs as Readonly<Record<O, tf.Tensor>>);
  }

  #compare(
    course: Course,
    { result, recording, refusal, placeOf, read, written }: Recorded<Tensors>,
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
      outside: [...new Set([...read, ...written])].filter(isOutside),
      written,
    };
    course.outputs = outputs;
    course.replay = new Replay(this.#backend, this.#arena, parts);
  }

  /** Returns nothing where the replay is of no use any more. */
  #replay(course: Course, inputs: Readonly<Record<I, CaptureInput>>): Promise<CaptureOutputs<O>> | undefined {
    const { replay, outputs } = course;
    const { device } = this.#backend;
    const watch = watchOf(this.#backend);
    if (replay === undefined) return undefined;
    watch.enter('capture');
    const { failures } = watch;
    submitRecorded(this.#backend);
    let target: GPUBuffer | undefined;
    let isSubmitted = false;
    try {
      replay.prepare();
      target = this.#readBacks.take(outputs.reduce((sum, { bytes }) => sum + bytes, 0));
      const encoder = device.createCommandEncoder();
      if (!replay.encode(encoder, target)) {
        this.#forget(course);
        return undefined;
      }
      for (const [name, { values }] of Object.entries<CaptureInput>(inputs)) {
        device.queue.writeBuffer(this.#arena.input(name), 0, values as Float32Array<ArrayBuffer>);
      }
      device.queue.submit([encoder.finish()]);
      isSubmitted = true;
    } catch (error) {
      this.#forget(course, error);
      throw error;
    } finally {
      if (target !== undefined && !isSubmitted) this.#readBacks.giveBack(target);
    }
    this.#replays++;
    return this.#results(course, target, failures);
  }

  async #results(course: Course, target: GPUBuffer, failures: number): Promise<CaptureOutputs<O>> {
    const watch = watchOf(this.#backend);
    try {
      const bytes = await this.#readBacks.read(target);
      watch.checkSince(failures);
      let at = 0;
      const values = course.outputs.map((output) => {
        const Values = output.isFloat ? Float32Array : Int32Array;
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

/** Returns a key of the shapes of inputs. */
const keyOf = (inputs: Readonly<Record<string, CaptureInput>>): string =>
  Object.entries(inputs)
    .map(([name, { values, shape }]) => `${name} ${values.constructor.name} ${shape}`)
    .join();
