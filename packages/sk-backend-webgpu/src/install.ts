/** Installation of the kernels in tfjs's registry. */
import '@tensorflow/tfjs-backend-webgpu'; // first: imported later, its stock kernels would replace these
import { type BackendPlugin, contractVersion, installKernels, registerPlugin } from 'sk-core';
import { Capture } from './capture/capture.js';
import { copy } from './gpu/copy.js';
import { floatImages } from './gpu/floatImages.js';
import { describeProducts } from './gpu/products.js';
import { readTensors, writeTensors } from './gpu/tensorValues.js';
import { kernelSet, overrides } from './kernelSet.js';
import { areFinite } from './optim/areFinite.js';
import { assignParts } from './optim/assignParts.js';
import { gate } from './optim/gate.js';
import { momentumStep } from './optim/momentumStep.js';
import { moveAverages } from './optim/moveAverages.js';
import { recordDispatches } from './profile/recordDispatches.js';
import { memoryOf } from './tfjs/memory.js';
import { currentBackend } from './tfjs/tfjsBackend.js';

/** This package as sk-core knows it. */
export const plugin: Required<Omit<BackendPlugin, 'hostValues'>> = {
  name: 'sk-backend-webgpu',
  backendName: 'webgpu',
  contractVersion,
  kernels: kernelSet,
  install: () => install(),
  momentumStep,
  moveAverages,
  memory: () => memoryOf(currentBackend()),
  recordDispatches: () => recordDispatches(currentBackend()),
  copy,
  capture: (run) => new Capture(currentBackend(), run),
  assignParts,
  gate,
  areFinite,
  products: () => describeProducts(currentBackend()),
  floatImages,
  readTensors,
  writeTensors,
};

/**
 * Registers the kernels with tfjs's WebGPU backend. Idempotent. `start` does this too, and makes the backend current.
 *
 * @throws ContractError where another plug-in provides the same kernels or sk-core is of another contract version.
 */
export function install(): void {
  installKernels(kernelSet, { overrides });
  registerPlugin(plugin);
}
