/** Runs of shaders on tensors. Pipelines are kept by record, buffers of uniforms by contents. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { DeviceError } from '../device/deviceErrors.js';
import { watchOf } from '../tfjs/deviceWatch.js';
import { recordDispatch, submitRecorded } from '../tfjs/recording.js';
import { bufferOf, type WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { moduleText, type Shader, type ShaderRecord } from '../wgsl/shader.js';
import { uniformBuffer } from './uniforms.js';

export interface Call<U extends string> {
  /** Tensors in the order in which the shader names them. */
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly uniforms: Readonly<Record<U, number>>;
  readonly workgroups: readonly [number, number, number];
}

interface Compiled {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  used: boolean;
  /** The device's refusal, if it refused the pipeline. */
  refusal?: DeviceError;
}

const pipelines = new WeakMap<WebGPUBackend, Map<string, Compiled>>();

/**
 * Records a dispatch of a shader on tensors.
 *
 * @param op Kernel that asks. Errors and profiles name it.
 * @throws DeviceError for too many workgroups and for a shader that the device has refused.
 */
export function compute<R extends ShaderRecord, U extends string>(
  backend: WebGPUBackend,
  op: string,
  shader: Shader<R, U>,
  record: R,
  { inputs, outputs, uniforms, workgroups }: Call<U>,
): void {
  const watch = watchOf(backend);
  watch.enter(op);
  const { maxComputeWorkgroupsPerDimension: longest } = backend.device.limits;
  if (Math.max(...workgroups) > longest) {
    watch.raise(new DeviceError(op, `${workgroups.join(' x ')} workgroups, and an axis ends at ${longest}`));
  }
  const compiled = pipelineOf(backend, op, shader, record);
  const { pipeline, layout } = compiled;
  const tensors = [...inputs, ...outputs];
  const buffers = tensors.map((tensor) => bufferOf(backend, tensor));
  if (shader.uniforms.length + (shader.floats?.length ?? 0) > 0) {
    buffers.push(uniformBuffer(backend, shader, uniforms));
  }
  const bindGroup = backend.device.createBindGroup({
    label: op,
    layout,
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  // A device that refuses one dispatch refuses all that is submitted with it.
  if (!compiled.used) submitRecorded(backend);
  recordDispatch(backend, pipeline, bindGroup, workgroups, tensors);
  if (!compiled.used) submitRecorded(backend);
  compiled.used = true;
  watch.dispatched(shader.name, inputs, outputs);
}

function pipelineOf<R extends ShaderRecord, U extends string>(
  backend: WebGPUBackend,
  op: string,
  shader: Shader<R, U>,
  record: R,
): Compiled {
  let known = pipelines.get(backend);
  if (known === undefined) {
    known = new Map();
    pipelines.set(backend, known);
  }
  const key = `${shader.name} ${JSON.stringify(record)}`;
  let compiled = known.get(key);
  if (compiled === undefined) {
    compiled = compile(backend, op, shader, record);
    known.set(key, compiled);
  }
  if (compiled.refusal !== undefined) watchOf(backend).raise(new DeviceError(op, compiled.refusal.reason));
  return compiled;
}

function compile<R extends ShaderRecord, U extends string>(
  backend: WebGPUBackend,
  op: string,
  shader: Shader<R, U>,
  record: R,
): Compiled {
  const { device } = backend;
  const label = `${op}: ${shader.name}`;
  const code = moduleText(shader, record);
  const end = watchOf(backend).compiling(op);
  const module = device.createShaderModule({ label, code });
  const pipeline = device.createComputePipeline({
    label,
    layout: 'auto',
    compute: { module, entryPoint: 'main' },
  });
  const compiled: Compiled = { used: false, pipeline, layout: pipeline.getBindGroupLayout(0) };
  end((error) => {
    compiled.refusal = error;
  });
  return compiled;
}
