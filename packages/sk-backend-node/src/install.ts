/** Installation of the kernels in tfjs's registry. */
import { type BackendPlugin, contractVersion, installKernels, registerPlugin } from 'sk-core';
import { kernelSet, overrides } from './kernelSet.js';
import { momentumStep } from './optim/momentumStep.js';

/** This package as sk-core knows it. */
export const plugin: BackendPlugin = {
  name: 'sk-backend-node',
  backendName: 'tensorflow',
  contractVersion,
  kernels: kernelSet,
  install: () => install(),
  momentumStep,
};

/**
 * Registers the kernels with tfjs-node's backend. Idempotent. Import '@tensorflow/tfjs-node' first; `start` of
 * 'sk-backend-node/node' does both.
 *
 * @throws ContractError where another plug-in provides the same kernels or sk-core is of another contract version.
 */
export function install(): void {
  installKernels(kernelSet, { overrides });
  registerPlugin(plugin);
}
