/**
 * Dawn's null device: it records and checks everything and computes nothing, so that a network is counted in seconds on a
 * machine without any GPU. Its half a gigabyte is stretched: buffers of tensors take no memory and hold nothing.
 */
import { globals } from 'webgpu';
import { startOnce } from '../webgpu/webgpuKernels.js';

/** For a process that only counts: Dawn's classes are changed for good. */
export async function startCounting(): Promise<void> {
  const { GPUAdapter: Adapter, GPUBuffer: Buffer, GPUCommandEncoder: Encoder } = globals as typeof globalThis;
  const request = Adapter.prototype.requestDevice;
  Adapter.prototype.requestDevice = async function (descriptor) {
    const device = await request.call(this, descriptor);
    stretch(device);
    return device;
  };
  const copy = Encoder.prototype.copyBufferToBuffer as (...args: CopyArguments) => undefined;
  Encoder.prototype.copyBufferToBuffer = function (this: GPUCommandEncoder, ...args: CopyArguments) {
    const [from, , to, , size] = args;
    return copy.call(this, from, 0, to, 0, Math.min(size, from.size, to.size, roomOfBuffer));
  } as typeof Encoder.prototype.copyBufferToBuffer;
  // Whatever is read is 0, so that a loss is finite and the optimiser steps.
  const map = Buffer.prototype.getMappedRange;
  Buffer.prototype.getMappedRange = function (...range) {
    const mapped = map.apply(this, range);
    new Uint8Array(mapped).fill(0);
    return mapped;
  };
  await startOnce({ allowSoftware: true, dawn: ['backend=null'] });
}

type CopyArguments = [from: GPUBuffer, fromOffset: number, to: GPUBuffer, toOffset: number, size: number];

const roomOfBuffer = 256;
const endless = 2 ** 40;

function stretch(device: GPUDevice): void {
  const isTensor = (usage: number): boolean => (usage & GPUBufferUsage.STORAGE) !== 0;
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const { size, usage } = descriptor;
    if (!isTensor(usage)) return create(descriptor);
    const buffer = create({ ...descriptor, size: Math.min(size, roomOfBuffer) });
    return Object.defineProperty(buffer, 'size', { value: size });
  };
  const bind = device.createBindGroup.bind(device);
  device.createBindGroup = (descriptor) =>
    bind({
      ...descriptor,
      entries: [...descriptor.entries].map(({ binding, resource }) => {
        const isStretched = 'buffer' in resource && isTensor(resource.buffer.usage);
        return { binding, resource: isStretched ? { buffer: resource.buffer } : resource };
      }),
    });
  const { queue, limits } = device;
  const write = queue.writeBuffer.bind(queue);
  queue.writeBuffer = (buffer, ...contents) => {
    if (!isTensor(buffer.usage)) write(buffer, ...contents);
  };
  const stretched = { maxBufferSize: endless, maxStorageBufferBindingSize: endless };
  Object.defineProperty(device, 'limits', {
    value: new Proxy(limits, {
      get: (target, name) => Reflect.get(stretched, name) ?? Reflect.get(target, name, target),
    }),
  });
}
