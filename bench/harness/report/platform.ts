/** The versions of Node and tfjs that a result was measured with. */
import * as tf from '@tensorflow/tfjs-core';

/** Returns a name for file names, such as `node20-tfjs4.22`. */
export function platform(): string {
  const [node] = process.versions.node.split('.');
  return `node${node}-tfjs${tf.version_core.split('.').slice(0, 2).join('.')}`;
}
