/**
 * Keeps an eye on one backend's device. Errors of a device are asynchronous: a kernel that fails gives zeros or stale
 * memory and no exception. The watch remembers them, with the kernel's name, until a call can throw them.
 */

import { DeviceError, DeviceLostError, OutOfMemoryError } from '../device/deviceErrors.js';
import { AbandonedTape } from './abandonedTape.js';
import { submitRecorded } from './recording.js';
import type { WebGPUBackend } from './tfjsBackend.js';

/** Told of each dispatch while it is listening. */
export type DispatchListener = (op: string, shader: string, bytes: number) => void;

export class DeviceWatch {
  /** While set, hears of every dispatch of ours and of tfjs. */
  listener: DispatchListener | undefined;
  /** Buffers that the device had no memory for, and why their kernels wanted them. */
  readonly empty: WeakMap<GPUBuffer, OutOfMemoryError> = new WeakMap();
  readonly #backend: WebGPUBackend;
  readonly #tape = new AbandonedTape();
  #op = 'start-up';
  /** What to throw, and how many failures there have been. */
  #failure: Error | undefined;
  #thrown: Error | undefined;
  #failures = 0;
  /** Names an object that was invalid already: what broke it is told elsewhere, or was. */
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

  /** The kernel that is being recorded, or was last. */
  get op(): string {
    return this.#op;
  }

  /** How many failures have been told of; see {@link checkSince}. */
  get failures(): number {
    return this.#failures;
  }

  /** A kernel begins. Throws what earlier ones left. */
  enter(op: string): void {
    this.#tape.free();
    this.check();
    this.#op = op;
  }

  dispatched(shader: string, bytes: number): void {
    this.listener?.(this.#op, shader, bytes);
  }

  /** The first failure counts; the others follow from it. */
  fail(error: Error): void {
    this.#failures++;
    this.#failure ??= error;
  }

  /** A pipeline of the kernel is being made until the answer is called, which hears of it if the device refuses it. */
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

  /** @throws the failure that has been reported since the last check, or DeviceLostError, once lost at each call */
  check(): void {
    if (this.#failure !== undefined) this.#throw(this.#failure);
    if (this.#lost === undefined) return;
    const { reason, message } = this.#lost;
    this.raise(new DeviceLostError(this.#op, firstLine(`${reason}: ${message}`)));
  }

  /** After a read, which has waited for all that the device had to say; another read may have thrown it. */
  checkSince(failures: number): void {
    this.check();
    if (this.#consequence !== undefined) {
      this.fail(this.#consequence);
      this.check();
    }
    if (this.#failures > failures && this.#thrown !== undefined) throw this.#thrown;
  }

  /** Ends a kernel. */
  raise(error: Error): never {
    this.#tape.remember();
    throw error;
  }

  /** Whether the device is gone; waits so long for what it has to say of it. */
  async isLost(milliseconds = 0): Promise<boolean> {
    const pause = new Promise((resolve) => setTimeout(resolve, milliseconds));
    await Promise.race([this.#backend.device.lost, pause]);
    return this.#lost !== undefined;
  }

  /** What was recorded beside the failed kernel is refused with it, which is no news to anybody. */
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

  /** Devices quote the labels of the objects that they complain of, and our labels begin with the kernel's name. */
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

/** A lost device has no scopes any more, and says so itself. */
export const notOfLostDevices = (): void => undefined;

function firstLine(text: string): string {
  return text.trim().split('\n', 1).join('').trim();
}

const watches = new WeakMap<WebGPUBackend, DeviceWatch>();

export function watchOf(backend: WebGPUBackend): DeviceWatch {
  let watch = watches.get(backend);
  if (watch === undefined) {
    watch = new DeviceWatch(backend);
    watches.set(backend, watch);
  }
  return watch;
}
