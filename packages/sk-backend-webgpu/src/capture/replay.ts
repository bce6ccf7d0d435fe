/** A recording that can be encoded again and again. */
import type { DataId, Variable } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import type { Arena } from './arena.js';
import { type Constants, makeConstants } from './constants.js';
import { HeldTensors, type Home } from './heldTensors.js';
import type { DispatchCommand, Place, Recording } from './recording.js';
import { type Lifetime, planSlots, type SlotPlan } from './slots.js';
import type { TouchedVariable } from './variables.js';

/** An output of the run, as its last command leaves it. */
export interface ReplayOutput {
  readonly place: Place;
  /** In bytes. */
  readonly size: number;
}

export interface ReplayParts {
  readonly recording: Recording;
  /** The numbers of the buffers that hold the inputs. */
  readonly inputs: ReadonlyMap<number, string>;
  readonly outputs: readonly ReplayOutput[];
  /** The tensors from outside that belong to no variable. */
  readonly tensors: readonly DataId[];
  readonly variables: readonly TouchedVariable[];
  /** Returns the home that a variable has in another replay of the arena. */
  readonly homeOf: (variable: Variable) => Home | undefined;
}

/** A part of a buffer, to its end or as long as what goes there. */
export interface Part {
  readonly buffer: GPUBuffer;
  /** In bytes. */
  readonly offset: number;
}

/** Where a replay takes inputs from, and where it leaves its outputs. */
export interface ReplayEnds {
  /** Returns the buffer of an input, where it is not written into the arena. */
  given(name: string): GPUBuffer | undefined;
  readonly targets: readonly Part[];
}

interface Bound {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

export class Replay {
  readonly #backend: WebGPUBackend;
  readonly #arena: Arena;
  readonly #parts: ReplayParts;
  readonly #dispatches: readonly DispatchCommand[];
  readonly #plan: SlotPlan;
  readonly #inputOf: ReadonlyMap<number, string>;
  readonly #constants: Constants;
  readonly #held: HeldTensors;
  #bound: readonly Bound[] = [];
  #generation = -1;

  constructor(backend: WebGPUBackend, arena: Arena, parts: ReplayParts) {
    const { recording, inputs } = parts;
    this.#backend = backend;
    this.#arena = arena;
    this.#parts = parts;
    this.#dispatches = recording.commands.filter((command) => command.kind === 'dispatch');
    this.#inputOf = inputs;
    this.#constants = makeConstants(backend, recording, new Set(inputs.keys()));
    const last = [...parts.outputs.map(({ place }) => place), ...recording.assigned.values()];
    const moving = lifetimes(this.#dispatches, recording, last);
    this.#plan = planSlots(
      moving.filter(({ made }) => !inputs.has(made) && !this.#constants.offsets.has(made)),
    );
    this.#held = new HeldTensors(backend, parts.tensors, parts.variables, parts.homeOf);
  }

  /**
   * Encodes the commands.
   *
   * @param ends Where inputs that are on the device come from, and where the outputs go.
   * @returns False where a tensor of the commands is gone; nothing has been encoded then.
   */
  encode(encoder: GPUCommandEncoder, ends: ReplayEnds): boolean {
    const copy = (from: GPUBuffer, to: GPUBuffer): void =>
      encoder.copyBufferToBuffer(from, 0, to, 0, to.size);
    try {
      if (!this.#held.restore(copy)) return false;
    } catch (error) {
      // The variables that have been moved already have their values there once the copies are made.
      this.#backend.device.queue.submit([encoder.finish()]);
      throw error;
    }
    this.#bind();
    for (const [made, name] of this.#inputOf) {
      const from = ends.given(name);
      if (from !== undefined) {
        encoder.copyBufferToBuffer(from, 0, this.#arena.input(name), 0, this.#sizeOf(made));
      }
    }
    const pass = encoder.beginComputePass();
    let current: GPUComputePipeline | undefined;
    for (const { pipeline, group, workgroups } of this.#bound) {
      if (pipeline !== current) pass.setPipeline(pipeline);
      current = pipeline;
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(workgroups[0], workgroups[1], workgroups[2]);
    }
    pass.end();
    const move = (place: Place, to: Part, size: number): void => {
      const from = this.#partOf(place);
      encoder.copyBufferToBuffer(from.buffer, from.offset, to.buffer, to.offset, size);
    };
    // An output may be what a variable was before.
    for (const [i, { place, size }] of this.#parts.outputs.entries())
      move(place, elementAt(ends.targets, i), size);
    for (const [variable, place] of this.#parts.recording.assigned) {
      const to = this.#partOf({ variable });
      move(place, to, to.buffer.size);
    }
    this.#held.forgetValues();
    return true;
  }

  /** Returns where a variable stands while the commands run, if they name it. */
  homeOf(variable: Variable): Home | undefined {
    return this.#held.homeOf(variable);
  }

  /** Makes room in the arena; to be called before the inputs are written. */
  prepare(): void {
    const sizes = [...this.#inputOf].map(([made, name]) => [name, this.#sizeOf(made)] as const);
    this.#arena.grow(this.#plan.sizes, new Map(sizes));
  }

  dispose(): void {
    this.#held.dispose();
    const { buffer } = this.#constants;
    if (buffer !== undefined) this.#backend.bufferManager.releaseBuffer(buffer, false);
  }

  #sizeOf(made: number): number {
    return elementAt(this.#parts.recording.made, made).size;
  }

  #bind(): void {
    if (this.#generation === this.#arena.generation) return;
    const { device } = this.#backend;
    this.#bound = this.#dispatches.map(({ op, pipeline, layout, bindings, workgroups }) => {
      const entries = bindings.map(({ place, offset, size }, binding) => {
        const part = this.#partOf(place);
        return { binding, resource: { buffer: part.buffer, offset: part.offset + offset, size } };
      });
      return { pipeline, workgroups, group: device.createBindGroup({ label: op, layout, entries }) };
    });
    this.#generation = this.#arena.generation;
  }

  #partOf(place: Place): Part {
    if ('outside' in place) return { buffer: place.outside, offset: 0 };
    if ('variable' in place) {
      const home = this.#held.homeOf(place.variable);
      if (home === undefined) throw new RangeError(`no command names ${place.variable.name}`);
      return { buffer: home.buffer, offset: 0 };
    }
    const input = this.#inputOf.get(place.made);
    if (input !== undefined) return { buffer: this.#arena.input(input), offset: 0 };
    const { buffer, offsets } = this.#constants;
    const offset = offsets.get(place.made);
    if (buffer !== undefined && offset !== undefined) return { buffer, offset };
    const slot = this.#plan.slotOf.get(place.made);
    if (slot === undefined) throw new RangeError(`no command writes buffer ${place.made}`);
    return { buffer: this.#arena.slot(slot), offset: 0 };
  }
}

/** @param needed What is read after the last dispatch. */
function lifetimes(
  dispatches: readonly DispatchCommand[],
  { made: buffers }: Recording,
  needed: readonly Place[],
): Lifetime[] {
  const found = new Map<number, Lifetime>();
  const use = (place: Place, at: number): void => {
    if (!('made' in place)) return;
    const { made } = place;
    const { size } = elementAt(buffers, made);
    found.set(made, { made, size, first: found.get(made)?.first ?? at, last: at });
  };
  for (const [at, { bindings }] of dispatches.entries()) for (const { place } of bindings) use(place, at);
  for (const place of needed) use(place, dispatches.length);
  return [...found.values()];
}
