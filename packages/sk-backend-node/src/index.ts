/** Kernels that train Selective Kernel Networks on TensorFlow itself, through tfjs-node's backend. */

export { install, plugin } from './install.js';
