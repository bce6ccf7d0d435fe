/** The start of the backend in Node. */
export { type StartOptions, start } from './start.js';
