/** Counts the calls that a backend makes to its device. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/** Counts the objects that a device makes, its submissions, its writes and its passes, until `restore` is called. */
export function countCalls({ device }: WebGPUBackend): {
  readonly counts: Readonly<Record<string, number>>;
  readonly restore: () => void;
} {
  const counts: Record<string, number> = {};
  const restore = (
    [
      [device, 'createBuffer'],
      [device, 'createBindGroup'],
      [device, 'createComputePipeline'],
      [device, 'createShaderModule'],
      [device, 'createCommandEncoder'],
      [device.queue, 'submit'],
      [device.queue, 'writeBuffer'],
    ] as const
  ).map(([owner, name]) => count(owner, name, counts));
  const encoders = device.createCommandEncoder;
  device.createCommandEncoder = (...args) => {
    const encoder = encoders.call(device, ...args);
    count(encoder, 'beginComputePass', counts);
    return encoder;
  };
  return {
    counts,
    restore: () => {
      device.createCommandEncoder = encoders;
      for (const back of restore) back();
    },
  };
}

/** Counts the calls of a method until the returned function is called. */
function count(owner: object, name: string, counts: Record<string, number>): () => void {
  const method = Reflect.get(owner, name) as (...args: unknown[]) => unknown;
  Reflect.set(owner, name, (...args: unknown[]) => {
    counts[name] = (counts[name] ?? 0) + 1;
    return method.apply(owner, args);
  });
  return () => void Reflect.set(owner, name, method);
}
