/** A recorder of dispatches: shaders, bytes, and times on the device. */
import { type Dispatch, type DispatchRecorder, elementAt } from 'sk-core';
import { watchOf } from '../tfjs/deviceWatch.js';
import { separatePasses } from '../tfjs/recording.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { Timestamps } from './timestamps.js';

/**
 * Records every dispatch until `finish`. Each dispatch has a compute pass of its own meanwhile, since the device
 * tells the time only at the beginning and at the end of a pass. A step takes a little longer than without.
 *
 * @throws Error while another recorder of the backend is active.
 */
export function recordDispatches(backend: WebGPUBackend): DispatchRecorder {
  const watch = watchOf(backend);
  if (watch.listener !== undefined) {
    throw new Error('sk-backend-webgpu: dispatches are being recorded already, finish that recording first');
  }
  const { device } = backend;
  const timestamps = device.features.has('timestamp-query') ? new Timestamps(device) : undefined;
  const dispatches: { dispatch: Dispatch; pass: number }[] = [];
  let passes = 0;
  const joinPasses = separatePasses(backend, () => {
    passes++;
    return { ...(timestamps !== undefined && { timestampWrites: timestamps.next() }) };
  });
  watch.listener = (op, shader, bytes) => {
    const pass = passes - 1;
    // tfjs answers empty tensors without a dispatch.
    if (pass === (dispatches.at(-1)?.pass ?? -1)) return;
    dispatches.push({ dispatch: { op, shader, bytes }, pass });
  };
  return {
    get count() {
      return dispatches.length;
    },
    finish: async () => {
      watch.listener = undefined;
      joinPasses();
      const times = await timestamps?.read();
      return dispatches.map(({ dispatch, pass }) => ({
        ...dispatch,
        ...(times !== undefined && { milliseconds: elementAt(times, pass) }),
      }));
    },
  };
}
