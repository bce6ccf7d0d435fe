/**
 * Parts of sk-core that its own tests use on the built package, beside the public entries. This is no API: `#internal` is a
 * name inside this package alone, and anything here may change in any version.
 */

export { kernelMacs } from './costs/kernelCosts.js';
