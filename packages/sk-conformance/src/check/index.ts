/** Cases, references and comparisons without vitest, for benchmarks, bare pages and other test runners. */

export { convGrid, convGridCount } from '../cases/convGrid.js';
export { type ErrorCase, errorCaseCount, errorCases } from '../cases/errorCases.js';
export { nonFiniteCaseCount, nonFiniteCases } from '../cases/nonFiniteCases.js';
export type { CaseAttrs, CaseOf, InputSpec, OpCase, OpName } from '../cases/opCase.js';
export { opCaseCount, opCases } from '../cases/opCases.js';
export type { GoldenCase, GoldenTensor } from '../golden/goldenCase.js';
export { type Array64, type NoiseOptions, noise } from '../numbers/array64.js';
export { close, equalProducts, MismatchError, type Tolerance } from '../numbers/close.js';
export * as reference from '../reference/index.js';
export { checkCase } from './checkCase.js';
export { checkGolden } from './checkGolden.js';
export { checkNonFinite } from './checkNonFinite.js';
export { goldenCaseCount, goldenCases } from './goldenCases.js';
export { kernelNames } from './subjects.js';
