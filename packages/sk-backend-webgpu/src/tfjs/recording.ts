/** The commands that tfjs records before it submits them together. */
import { env, type TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from './tfjsBackend.js';

/** Fields that TypeScript calls private, in tfjs 4.22. */
interface Internals {
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
}

const internalsOf = (backend: WebGPUBackend): Internals => backend as unknown as Internals;

/** Records a dispatch among those of tfjs, which submits all of them together. */
export function recordDispatch(
  backend: WebGPUBackend,
  pipeline: GPUComputePipeline,
  bindGroup: GPUBindGroup,
  workgroups: readonly [number, number, number],
  bound: readonly TensorInfo[],
): void {
  const internals = internalsOf(backend);
  // Until they are submitted, tfjs must not hand these buffers to others.
  for (const { dataId } of bound) internals.commandQueueOwnedIds.add(dataId);
  backend.ensureCommandEncoderReady();
  internals.computePassEncoder ??= (internals.commandEncoder as GPUCommandEncoder).beginComputePass();
  internals.computePassEncoder.setPipeline(pipeline);
  internals.computePassEncoder.setBindGroup(0, bindGroup);
  internals.computePassEncoder.dispatchWorkgroups(...workgroups);
  internals.dispatchCountInPass++;
  if (internals.dispatchCountInPass < env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/** Submits the recorded commands, if there are any. */
export function submitRecorded(backend: WebGPUBackend): void {
  if (internalsOf(backend).commandEncoder === null) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/**
 * Gives each dispatch a compute pass of its own, until the returned function is called.
 *
 * @param describe Returns the descriptor of the pass that begins.
 */
export function separatePasses(backend: WebGPUBackend, describe: () => GPUComputePassDescriptor): () => void {
  const internals = internalsOf(backend);
  submitRecorded(backend);
  const ensure = backend.ensureCommandEncoderReady;
  // tfjs calls it before each dispatch, and recordDispatch does.
  backend.ensureCommandEncoderReady = () => {
    backend.endComputePassEncoder();
    const wasReady = internals.commandEncoder !== null;
    ensure.call(backend);
    if (wasReady) return;
    const encoder = internals.commandEncoder as GPUCommandEncoder;
    const begin = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (descriptor) => begin({ ...descriptor, ...describe() });
  };
  return () => {
    submitRecorded(backend);
    backend.ensureCommandEncoderReady = ensure;
  };
}

/** Hears of the commands that go to encoders. */
export interface EncoderListener {
  readonly dispatch: (
    pipeline: GPUComputePipeline,
    group: GPUBindGroup,
    workgroups: readonly [number, number, number],
  ) => void;
  /** Called with the name of any other command that computes or moves something. */
  readonly other: (command: string) => void;
}

/** Hears of all commands until the returned function is called. To be called while none is recorded. */
export function hearEncoders(backend: WebGPUBackend, listener: EncoderListener): () => void {
  const internals = internalsOf(backend);
  const ensure = backend.ensureCommandEncoderReady;
  backend.ensureCommandEncoderReady = () => {
    const wasReady = internals.commandEncoder !== null;
    ensure.call(backend);
    if (!wasReady) hearEncoder(internals.commandEncoder as GPUCommandEncoder, listener);
  };
  return () => {
    backend.ensureCommandEncoderReady = ensure;
  };
}

const otherCommands = [
  'beginRenderPass',
  'copyBufferToBuffer',
  'copyBufferToTexture',
  'copyTextureToBuffer',
  'copyTextureToTexture',
  'clearBuffer',
  'resolveQuerySet',
] as const;

function hearEncoder(encoder: GPUCommandEncoder, { dispatch, other }: EncoderListener): void {
  for (const name of otherCommands) {
    const command = encoder[name].bind(encoder) as (...args: unknown[]) => unknown;
    Object.assign(encoder, {
      [name]: (...args: unknown[]) => {
        other(name);
        return command(...args);
      },
    });
  }
  const begin = encoder.beginComputePass.bind(encoder);
  encoder.beginComputePass = (descriptor) => {
    const pass = begin(descriptor);
    const setPipeline = pass.setPipeline.bind(pass);
    const setBindGroup = pass.setBindGroup.bind(pass) as (
      index: number,
      group: GPUBindGroup,
      ...offsets: unknown[]
    ) => void;
    const runIndirect = pass.dispatchWorkgroupsIndirect.bind(pass);
    const run = pass.dispatchWorkgroups.bind(pass);
    let pipeline: GPUComputePipeline;
    let bound: GPUBindGroup;
    Object.assign(pass, {
      setPipeline: (next: GPUComputePipeline) => {
        pipeline = next;
        setPipeline(next);
      },
      setBindGroup: (index: number, group: GPUBindGroup, ...offsets: unknown[]) => {
        if (index !== 0 || offsets.length > 0) other('setBindGroup with another group or with offsets');
        bound = group;
        setBindGroup(index, group, ...offsets);
      },
      dispatchWorkgroupsIndirect: (buffer: GPUBuffer, offset: number) => {
        other('dispatchWorkgroupsIndirect');
        runIndirect(buffer, offset);
      },
      dispatchWorkgroups: (x: number, y = 1, z = 1) => {
        dispatch(pipeline, bound, [x, y, z]);
        run(x, y, z);
      },
    });
    return pass;
  };
}
