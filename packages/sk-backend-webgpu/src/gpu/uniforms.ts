/**
 * Small buffers of numbers that shaders read. They are kept, since a training step asks for the same ones again and
 * again.
 */

import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import type { Shader, ShaderRecord } from '../wgsl/shader.js';

interface Kept {
  readonly device: GPUDevice;
  readonly byContents: Map<string, GPUBuffer>;
}

const kept = new WeakMap<WebGPUBackend, Kept>();

/**
 * Number of buffers beyond which the oldest is dropped: a learning rate that changes at each step must not fill the
 * memory.
 */
const most = 4096;

/** Returns a buffer with the values of a shader's uniforms. */
export function uniformBuffer<R extends ShaderRecord, U extends string>(
  backend: WebGPUBackend,
  { uniforms: whole, floats = [] }: Shader<R, U>,
  values: Readonly<Record<U, number>>,
): GPUBuffer {
  // A uniform buffer is a multiple of 16 bytes long.
  const contents = new ArrayBuffer(Math.ceil((whole.length + floats.length) / 4) * 16);
  const view = new DataView(contents);
  for (const [i, name] of whole.entries()) view.setUint32(4 * i, values[name], true);
  for (const [i, name] of floats.entries()) view.setFloat32(4 * (whole.length + i), values[name], true);
  const key = new Uint32Array(contents).join();
  const { device } = backend;
  let of = kept.get(backend);
  if (of === undefined) {
    of = { device, byContents: new Map() };
    kept.set(backend, of);
  }
  const { byContents } = of;
  const found = byContents.get(key);
  if (found !== undefined) {
    byContents.delete(key);
    byContents.set(key, found);
    return found;
  }
  const buffer = device.createBuffer({
    label: 'uniforms',
    size: contents.byteLength,
    usage: GPUBufferUsage.UNIFORM,
    mappedAtCreation: true,
  });
  new Uint8Array(buffer.getMappedRange()).set(new Uint8Array(contents));
  buffer.unmap();
  byContents.set(key, buffer);
  if (byContents.size > most) {
    // The buffer is not destroyed here: dispatches that read it may be recorded and not yet submitted.
    byContents.delete(byContents.keys().next().value as string);
  }
  return buffer;
}
