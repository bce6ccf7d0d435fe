/** The start of tfjs's WebGPU backend on a chosen adapter, with the kernels of this package. */
import * as tf from '@tensorflow/tfjs-core';
import { checkChoice, checkOptions, type OptionNames } from 'sk-core';
import { adapterName } from './device/adapterName.js';
import {
  AdapterError,
  type AdapterOptions,
  chooseAdapter,
  openDevice,
  refuseSoftware,
} from './device/openDevice.js';
import { chooseProducts, type Precision, precisions } from './gpu/products.js';
import { install } from './install.js';
import { checkMatrices } from './precision/checkMatrices.js';
import { matrixFeatures } from './precision/matrixUnit.js';
import { mixedProducts } from './precision/mixedProducts.js';
import { watchOf } from './tfjs/deviceWatch.js';
import { guardBackend, isGuarded } from './tfjs/guardBackend.js';
import { makeBackend } from './tfjs/makeBackend.js';
import { currentBackend, runningBackend, type WebGPUBackend } from './tfjs/tfjsBackend.js';

export interface StartOptions extends AdapterOptions {
  /** The most bytes that all buffers together may take; by default all that the device gives. */
  readonly memoryLimitBytes?: number;
  /**
   * The values that dense convolutions multiply, forward and backward: 'float32'; 'mixed' for float16 where subgroups of
   * the device multiply matrices of it, which a check on the device proves first; 'rounded' for factors rounded to float16
   * on any device. Tensors and sums are float32 always. By default that of a running backend stays, and a new one has
   * 'float32'.
   */
  readonly precision?: Precision;
}

export const startOptions: OptionNames<StartOptions> = {
  adapter: true,
  power: true,
  allowSoftware: true,
  memoryLimitBytes: true,
  precision: true,
};

/** The last start. Starts wait for each other: two devices would be one too many. */
let last: Promise<void> = Promise.resolve();

/**
 * Makes 'webgpu' the current backend of tfjs, with the kernels of this package.
 *
 * A running backend stays on its device, with its tensors. One that tfjs has started itself gets the kernels and the
 * errors of this package, and options that ask for another adapter are refused. After the loss of its device a call
 * starts it anew.
 *
 * @throws AdapterError where there is no WebGPU, no adapter that will do, or the backend runs on another one;
 *   OptionError for options that do not exist.
 */
export function start(options: StartOptions = {}): Promise<void> {
  const started = last.then(() => startNow(options));
  last = started.catch(() => undefined);
  return started;
}

async function startNow({ precision, ...options }: StartOptions): Promise<void> {
  checkOptions('start: options', options, startOptions);
  if (precision !== undefined) checkChoice('start: precision', precision, precisions);
  if (options.power !== undefined) {
    checkChoice('start: power', options.power, ['high-performance', 'low-power']);
  }
  await removeLost();
  const running = runningBackend();
  if (running === undefined) await register(options, precision);
  else await join(running, options);
  install();
  if (!(await tf.setBackend('webgpu'))) {
    throw new AdapterError('webgpu: tfjs could not make the backend current; its warning says why');
  }
  if (precision === undefined) return;
  const backend = currentBackend();
  chooseProducts(
    backend,
    precision === 'mixed' ? await mixedProducts(backend, checkMatrices) : { name: precision },
  );
}

async function register(
  { memoryLimitBytes, ...options }: StartOptions,
  precision: Precision | undefined,
): Promise<void> {
  // This comes first, since tfjs would take a failure for a backend that is still to come.
  const { adapter, device } = await openDevice(options, precision === 'mixed' ? matrixFeatures : []);
  if ('webgpu' in tf.engine().registryFactory) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => makeBackend(adapter.info, device, memoryLimitBytes), 3);
}

async function join(backend: WebGPUBackend, { memoryLimitBytes, ...options }: StartOptions): Promise<void> {
  const { adapterInfo } = backend.device;
  if (!isGuarded(backend)) refuseSoftware(adapterInfo, options);
  if (options.adapter !== undefined || options.power !== undefined) {
    const [is, wanted] = [adapterInfo, (await chooseAdapter(options)).info].map(adapterName);
    if (is !== wanted) {
      throw new AdapterError(
        `webgpu: the backend runs on ${is}, and ${wanted} was asked for: ` +
          "call tf.removeBackend('webgpu') first, which ends its tensors",
      );
    }
  }
  guardBackend(backend, memoryLimitBytes);
}

async function removeLost(): Promise<void> {
  const backend = runningBackend();
  if (backend !== undefined && (await watchOf(backend).isLost())) tf.removeBackend('webgpu');
}
