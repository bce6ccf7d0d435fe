/**
 * A watch on one backend's device. Errors of a device are asynchronous: a kernel that fails gives zeros or stale
 * memory and no exception. The watch remembers errors, with the kernel's name, until a call can throw them.
 */

import type { TensorInfo } from '@tensorflow/tfjs-core';
import { DeviceError, DeviceLostError, OutOfMemoryError } from '../device/deviceErrors.js';
import { AbandonedTape } from './abandonedTape.js';
import { submitRecorded } from './recording.js';
import { boundBytes, type WebGPUBackend } from './tfjsBackend.js';

/** Hears of a dispatch. */
export type DispatchListener = (op: string, shader: string, bytes: number) => void;

/** Hears of the tensors that a dispatch reads, and of those that it writes. */
export type TensorListener = (inputs: readonly TensorInfo[], outputs: readonly TensorInfo[]) => void;

export class DeviceWatch {
  /** While set, hears of every dispatch of this package and of tfjs. */
  listener: DispatchListener | undefined;
  tensorListener: TensorListener | undefined;
  /** Buffers that the device had no memory for, with the error of the kernel that wanted them. */
  readonly empty: WeakMap<GPUBuffer, OutOfMemoryError> = new WeakMap();
  readonly #backend: WebGPUBackend;
  readonly #tape = new AbandonedTape();
  #op = 'start-up';
  /** The error to throw next, the error thrown last, and the number of failures. */
  #failure: Error | undefined;
  #thrown: Error | undefined;
  #failures = 0;
  /** An error that names an object which was invalid already; the cause has an error of its own. */
  #consequence: Error | undefined;
  #lost: GPUDeviceLostInfo | undefined;

  constructor(backend: WebGPUBackend) {
    this.#backend = backend;
    const { device } = backend;
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault();
      const { error } = event;
      if (/due to a previous error/.test(error.message)) this.#consequence ??= this.#named(error);
      else this.fail(this.#named(error));
    });
    void device.lost.then((info) => {
      this.#lost = info;
    });
  }

  /** Returns the kernel that is being recorded, or was last. */
  get op(): string {
    return this.#op;
  }

  /** Returns the number of failures so far, for {@link checkSince}. */
  get failures(): number {
    return this.#failures;
  }

  /** Begins a kernel. Throws errors of earlier kernels. */
  enter(op: string): void {
    this.#tape.free();
    this.check();
    this.#op = op;
  }

  dispatched(shader: string, inputs: readonly TensorInfo[], outputs: readonly TensorInfo[]): void {
    this.listener?.(this.#op, shader, boundBytes([...inputs, ...outputs]));
    this.tensorListener?.(inputs, outputs);
  }

  /** Records a failure. The first one counts; the others follow from it. */
  fail(error: Error): void {
    this.#failures++;
    this.#failure ??= error;
  }

  /**
   * Begins the making of a pipeline. The returned function ends it; its argument is called if the device refuses the
   * pipeline.
   */
  compiling(op: string): (refused: (error: DeviceError) => void) => void {
    const { device } = this.#backend;
    device.pushErrorScope('validation');
    return (refused) => {
      void device.popErrorScope().then((error) => {
        if (error === null) return;
        const failure = new DeviceError(op, firstLine(error.message));
        refused(failure);
        this.fail(failure);
      }, notOfLostDevices);
    };
  }

  /**
   * Throws what the device has reported.
   *
   * @throws the failure that has been reported since the last check, or DeviceLostError, once lost at each call.
   */
  check(): void {
    if (this.#failure !== undefined) this.#throw(this.#failure);
    if (this.#lost === undefined) return;
    const { reason, message } = this.#lost;
    this.raise(new DeviceLostError(this.#op, firstLine(`${reason}: ${message}`)));
  }

  /**
   * Checks after a read, which has waited for all reports of the device. Another read may have thrown the failure
   * already.
   */
  checkSince(failures: number): void {
    this.check();
    if (this.#consequence !== undefined) {
      this.fail(this.#consequence);
      this.check();
    }
    if (this.#failures > failures && this.#thrown !== undefined) throw this.#thrown;
  }

  /** Ends a kernel with an error. */
  raise(error: Error): never {
    this.#tape.remember();
    throw error;
  }

  /** Tells whether the device is gone; waits for so many milliseconds for its report. */
  async isLost(milliseconds = 0): Promise<boolean> {
    // In several turns of the event loop: on a busy machine one timer may end before the device has had a turn.
    const turn = 5;
    for (let waited = 0; waited <= milliseconds && this.#lost === undefined; waited += turn) {
      const pause = new Promise((resolve) => setTimeout(resolve, Math.min(turn, milliseconds)));
      await Promise.race([this.#backend.device.lost, pause]);
    }
    return this.#lost !== undefined;
  }

  /**
   * Throws a failure. Commands that were recorded beside the failed kernel are refused with it, and that is not
   * reported again.
   */
  #throw(failure: Error): never {
    const { device } = this.#backend;
    device.pushErrorScope('validation');
    submitRecorded(this.#backend);
    void device.popErrorScope().then(() => undefined, notOfLostDevices);
    this.#failure = undefined;
    this.#consequence = undefined;
    this.#thrown = failure;
    this.raise(failure);
  }

  /**
   * Returns the error of a device's report. Devices quote the labels of the objects that they complain of, and labels
   * of this package begin with the kernel's name.
   */
  #named(error: GPUError): Error {
    const { device, bufferManager } = this.#backend;
    const text = error.message.replaceAll(`"${device.label}"`, '');
    const op =
      /BindGroupDescriptor ""([^":]+)/.exec(text)?.[1] ?? /"([^":]+)(?::[^"]*)?"/.exec(text)?.[1] ?? this.#op;
    const reason = firstLine(error.message);
    if (error instanceof GPUOutOfMemoryError) {
      return new OutOfMemoryError(op, 0, bufferManager.numBytesUsed, reason);
    }
    return new DeviceError(op, reason);
  }
}

/** Handles the rejection of an error scope: a lost device has none, and reports its loss itself. */
export const notOfLostDevices = (): void => undefined;

function firstLine(text: string): string {
  return text.trim().split('\n', 1).join('').trim();
}

const watches = new WeakMap<WebGPUBackend, DeviceWatch>();

/** Returns the watch of a backend. */
export function watchOf(backend: WebGPUBackend): DeviceWatch {
  let watch = watches.get(backend);
  if (watch === undefined) {
    watch = new DeviceWatch(backend);
    watches.set(backend, watch);
  }
  return watch;
}
