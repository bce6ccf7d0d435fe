/** Starts the backend that is there the soonest, for commands that hold weights and compute nothing. */
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from 'sk-core';
import { backendCandidates } from '../backends.js';

/** @throws BackendError where none starts */
export async function startQuickest(): Promise<void> {
  tf.enableProdMode();
  const candidates = backendCandidates({ threads: 1 }).filter(
    ({ name }) => name === 'wasm' || name === 'cpu',
  );
  await startBackend('auto', candidates.toReversed());
}
