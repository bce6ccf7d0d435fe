/**
 * Suites that prove a backend, a layer or a model right, with the cases, references and comparisons that they use.
 */

export { contractSuite } from './contract/contractSuite.js';
export { backendSuite } from './suites/backendSuite.js';
export {
  type BackendUnderTest,
  type ConformanceReport,
  MissingDeviceError,
} from './suites/backendUnderTest.js';
export { type LayerUnderTest, layerSuite } from './suites/layerSuite.js';
export { type ModelSuiteOptions, type ModelUnderTest, modelSuite } from './suites/modelSuite.js';
