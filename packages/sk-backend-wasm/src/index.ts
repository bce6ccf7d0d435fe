/** SIMD kernels that let the TensorFlow.js wasm backend train convolutional networks. */
export { type InstallOptions, install, plugin } from './install.js';
export { OutOfMemoryError } from './outOfMemoryError.js';
