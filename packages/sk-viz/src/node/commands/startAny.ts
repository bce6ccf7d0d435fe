/** For commands that load a model and compute nothing with it. */
import { startBackend } from 'sk-core';
import { backendCandidates } from '../backends.js';

/** Takes what is installed and starts first. */
export async function startAny(): Promise<void> {
  await startBackend('auto', backendCandidates(false));
}
