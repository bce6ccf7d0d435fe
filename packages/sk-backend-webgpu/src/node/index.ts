/** The start of WebGPU in Node. */
export { adapters, type NodeAdapter } from './dawn.js';
export { type StartOptions, start } from './start.js';
