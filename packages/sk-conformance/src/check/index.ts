/** Cases, references and comparisons without vitest: for benches, bare pages and other test runners. */

export { type Array64, array64, type NoiseOptions, noise } from '../array64.js';
export { convGrid, convGridCount } from '../cases/convGrid.js';
export { type ErrorCase, errorCaseCount, errorCases } from '../cases/errorCases.js';
export type { CaseAttrs, CaseOf, InputSpec, OpCase, OpName } from '../cases/opCase.js';
export { opCaseCount, opCases } from '../cases/opCases.js';
export { checkCase } from '../checkCase.js';
export { close, defaultTolerance, equalProducts, MismatchError, type Tolerance } from '../close.js';
export { checkGolden } from '../golden/checkGolden.js';
export { decode, type GoldenCase, type GoldenTensor } from '../golden/goldenCase.js';
export { goldenCaseCount, goldenCases } from '../golden/goldenCases.js';
export * as reference from '../reference/index.js';
export { kernelNames } from '../subjects.js';
