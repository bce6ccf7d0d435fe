/** Where figures were taken, as a part of file names. */
import { cpus, loadavg } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';

/** Such as `amd-epyc-7b13-2core`. */
export function device(): string {
  const processors = cpus();
  const model = (processors[0]?.model ?? 'unknown')
    .toLowerCase()
    .replace(/\((r|tm)\)|processor|cpu|@.*$/g, ' ');
  return `${model.match(/[a-z0-9.]+/g)?.join('-') ?? 'unknown'}-${processors.length}core`;
}

/** Such as `node20-tfjs4.22`. */
export function versions(): string {
  const node = process.versions.node.split('.')[0];
  return `node${node}-tfjs${tf.version_core.split('.').slice(0, 2).join('.')}`;
}

/** Processes that wanted to run in the last minute, on average. */
export const load = (): number => loadavg()[0] as number;
