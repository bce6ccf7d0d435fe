/**
 * Parts of sk-conformance that its own tests use on the built package, beside the public entries. This is no API:
 * `#internal` is a name inside this package alone, and anything here may change in any version.
 */

export { decode } from './golden/goldenCase.js';
export { isRequired } from './suites/backendUnderTest.js';
export { checkGradients, leavesNothing } from './suites/trainable.js';
