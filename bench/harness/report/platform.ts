/** What measured, as a part of file names. */
import * as tf from '@tensorflow/tfjs-core';

/** Such as `node20-tfjs4.22`. */
export function platform(): string {
  const node = process.versions.node.split('.')[0];
  return `node${node}-tfjs${tf.version_core.split('.').slice(0, 2).join('.')}`;
}
