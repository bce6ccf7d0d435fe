/** The start of TensorFlow in Node. */
export { BindingError } from './binding/bindingError.js';
export { type TensorflowReport, tensorflowReport } from './report.js';
export { type StartOptions, start } from './start.js';
