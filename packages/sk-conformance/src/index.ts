/** Suites that prove a backend, a layer or a model right, and what they are made of. */

export { type Array64, array64, type NoiseOptions, noise } from './array64.js';
export { backendSuite } from './backendSuite.js';
export { type BackendUnderTest, isRequired, MissingDeviceError } from './backendUnderTest.js';
export { convGrid, convGridCount } from './cases/convGrid.js';
export { type ErrorCase, errorCaseCount, errorCases } from './cases/errorCases.js';
export type { CaseAttrs, CaseOf, InputSpec, OpCase, OpName } from './cases/opCase.js';
export { opCaseCount, opCases } from './cases/opCases.js';
export { checkCase } from './checkCase.js';
export { close, defaultTolerance, equalProducts, MismatchError, type Tolerance } from './close.js';
export { contractCaseCount, contractSuite } from './contract/contractSuite.js';
export { checkGolden } from './golden/checkGolden.js';
export { decode, type GoldenCase, type GoldenTensor } from './golden/goldenCase.js';
export { goldenCaseCount, goldenCases } from './golden/goldenCases.js';
export { type LayerUnderTest, layerSuite } from './layerSuite.js';
export { type ModelSuiteOptions, type ModelUnderTest, modelSuite } from './modelSuite.js';
export * as reference from './reference/index.js';
export { kernelNames } from './subjects.js';
export { checkGradients, leavesNothing, type Trainable } from './trainable.js';
