/** WebGPU kernels that train Selective Kernel Networks with TensorFlow.js, in the browser and in Node. */
export { type AdapterReport, adapterReport } from './adapterReport.js';
export { DeviceError, DeviceLostError, OutOfMemoryError } from './device/deviceErrors.js';
export { AdapterError, type AdapterOptions } from './device/openDevice.js';
export { install, plugin } from './install.js';
export { type StartOptions, start } from './start.js';
