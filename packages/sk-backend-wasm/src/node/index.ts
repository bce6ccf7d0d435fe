/** Starting the backend where there is no server. */
export { type StartOptions, start } from './start.js';
