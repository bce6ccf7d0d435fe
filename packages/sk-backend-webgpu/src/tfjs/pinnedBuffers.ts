/** Buffers that stay what they are after their tensors: recorded commands name them. */
import type { DataId } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from './tfjsBackend.js';

interface Pin {
  count: number;
  /** The data that lie in the buffer; undefined where they are gone. */
  owner: DataId | undefined;
}

const pins = new WeakMap<WebGPUBackend, Map<GPUBuffer, Pin>>();

function pinsOf(backend: WebGPUBackend): Map<GPUBuffer, Pin> {
  let known = pins.get(backend);
  if (known === undefined) {
    known = new Map();
    pins.set(backend, known);
  }
  return known;
}

/** Keeps the buffer of a tensor from being handed out again. */
export function pin(backend: WebGPUBackend, buffer: GPUBuffer, owner: DataId): void {
  const known = pinsOf(backend);
  const found = known.get(buffer);
  if (found === undefined) known.set(buffer, { count: 1, owner });
  else found.count++;
}

/** Takes a pin back. The buffer is free once it has no pin and no tensor. */
export function unpin(backend: WebGPUBackend, buffer: GPUBuffer): void {
  const known = pinsOf(backend);
  const found = known.get(buffer);
  if (found === undefined || --found.count > 0) return;
  known.delete(buffer);
  if (found.owner === undefined) backend.bufferManager.releaseBuffer(buffer);
}

/** Parks a buffer whose tensors are gone, where it is pinned. Returns whether it is. */
export function park(backend: WebGPUBackend, buffer: GPUBuffer): boolean {
  const found = pinsOf(backend).get(buffer);
  if (found !== undefined) found.owner = undefined;
  return found !== undefined;
}

/** Gives a pinned buffer to a tensor. */
export function unpark(backend: WebGPUBackend, buffer: GPUBuffer, owner: DataId): void {
  const found = pinsOf(backend).get(buffer);
  if (found !== undefined) found.owner = owner;
}

/** Returns the data that lie in a pinned buffer; undefined where they are gone. */
export const ownerOf = (backend: WebGPUBackend, buffer: GPUBuffer): DataId | undefined =>
  pinsOf(backend).get(buffer)?.owner;
