/** Suites that prove a backend, a layer or a model right, and what they are made of. */

/** Suites that prove a backend, a layer or a model right, and what they are made of. */
export { backendSuite } from './backendSuite.js';
export {
  type BackendUnderTest,
  type ConformanceReport,
  isRequired,
  MissingDeviceError,
} from './backendUnderTest.js';
export * from './check/index.js';
export { contractCaseCount, contractSuite } from './contract/contractSuite.js';
export { type LayerUnderTest, layerSuite } from './layerSuite.js';
export { type ModelSuiteOptions, type ModelUnderTest, modelSuite } from './modelSuite.js';
export { checkGradients, leavesNothing, type Trainable } from './trainable.js';
