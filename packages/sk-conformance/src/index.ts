/**
 * Suites that prove a backend, a layer or a model right, with the cases, references and comparisons that they use.
 */

export * from './check/index.js';
export { contractCaseCount, contractSuite } from './contract/contractSuite.js';
export { backendSuite } from './suites/backendSuite.js';
export {
  type BackendUnderTest,
  type ConformanceReport,
  isRequired,
  MissingDeviceError,
} from './suites/backendUnderTest.js';
export { type LayerUnderTest, layerSuite } from './suites/layerSuite.js';
export { type ModelSuiteOptions, type ModelUnderTest, modelSuite } from './suites/modelSuite.js';
export { checkGradients, leavesNothing, type Trainable } from './suites/trainable.js';
