/**
 * Parts of sk-io that its own tests use on the built package, beside the public entries. This is no API: `#internal` is a
 * name inside this package alone, and anything here may change in any version.
 */

export { syncFolder } from './node/files/syncFolder.js';
export { isLeftover } from './node/files/temporaryPath.js';
export { completeFolder, writeFolderAtomically } from './node/files/writeFolderAtomically.js';
export { writeSynced } from './node/files/writeSynced.js';
