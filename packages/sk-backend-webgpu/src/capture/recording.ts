/** The commands of one run of a function, and where two runs differ. */
import type { Variable } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';

/**
 * A buffer as the commands name it: the nth that the run asked for, that of a variable at the beginning of the run, or
 * another one that was there before.
 */
export type Place =
  | { readonly made: number }
  | { readonly variable: Variable }
  | { readonly outside: GPUBuffer };

/** A part of a buffer that a dispatch binds. */
export interface Binding {
  readonly place: Place;
  readonly offset: number;
  /** In bytes. */
  readonly size: number;
}

export interface DispatchCommand {
  readonly kind: 'dispatch';
  /** The kernel, for errors. */
  readonly op: string;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  readonly bindings: readonly Binding[];
  readonly workgroups: readonly [number, number, number];
}

/** Values that the host writes before the commands that read them. */
export interface UploadCommand {
  readonly kind: 'upload';
  readonly op: string;
  readonly place: Place;
  readonly bytes: Uint8Array;
}

export type Command = DispatchCommand | UploadCommand;

/** A buffer that the run asked for. */
export interface MadeBuffer {
  /** In bytes. */
  readonly size: number;
  readonly usage: GPUBufferUsageFlags;
}

export interface Recording {
  readonly commands: readonly Command[];
  /** In the order in which the run asked for them. */
  readonly made: readonly MadeBuffer[];
  /** The variables that get another tensor, and where that stands in the end. */
  readonly assigned: ReadonlyMap<Variable, Place>;
}

/** Returns the first difference of two recordings, as the reason for which neither can be replayed. */
export function differenceOf(a: Recording, b: Recording): string | undefined {
  for (const [i, command] of b.commands.entries()) {
    const other = a.commands[i];
    const difference = other === undefined ? 'it does more than before' : commandDifference(other, command);
    if (difference !== undefined) return `${command.op}: ${difference}`;
  }
  if (a.commands.length > b.commands.length) return 'it does less than before';
  const isSame =
    a.assigned.size === b.assigned.size &&
    [...b.assigned].every(([variable, place]) => {
      const other = a.assigned.get(variable);
      return other !== undefined && isSamePlace(other, place);
    });
  return isSame ? undefined : 'it assigns other tensors to variables at each run';
}

function commandDifference(a: Command, b: Command): string | undefined {
  if (a.kind !== b.kind) return 'it does other work at each run';
  if (a.kind === 'upload' || b.kind === 'upload') {
    const [one, two] = [a, b] as [UploadCommand, UploadCommand];
    if (!isSamePlace(one.place, two.place)) return 'it uploads values to another tensor at each run';
    return isSameBytes(one.bytes, two.bytes) ? undefined : 'it uploads other values at each run';
  }
  if (a.pipeline !== b.pipeline) return 'it runs another shader at each run';
  if (`${a.workgroups}` !== `${b.workgroups}`) return 'it runs over another number of elements at each run';
  const isSame =
    a.bindings.length === b.bindings.length &&
    a.bindings.every((binding, i) => isSameBinding(binding, elementAt(b.bindings, i)));
  return isSame ? undefined : 'it reads or writes another tensor, or other numbers, at each run';
}

const isSameBinding = (a: Binding, b: Binding): boolean =>
  isSamePlace(a.place, b.place) && a.offset === b.offset && a.size === b.size;

function isSamePlace(a: Place, b: Place): boolean {
  if ('made' in a) return 'made' in b && a.made === b.made;
  if ('variable' in a) return 'variable' in b && a.variable === b.variable;
  return 'outside' in b && a.outside === b.outside;
}

const isSameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
