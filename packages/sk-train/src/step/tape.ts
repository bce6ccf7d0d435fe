/** The tape of tfjs, which records a forward pass for its gradients. */
import { dispose, engine } from '@tensorflow/tfjs-core';

/**
 * Runs a pass with gradients. tfjs frees the tensors that its tape keeps after a pass that succeeded; where one throws,
 * this does.
 */
export function withFreedTape<T>(pass: () => T): T {
  const { state } = engine();
  const outer = state.activeTape;
  try {
    return pass();
  } catch (error) {
    if (state.activeTape !== outer) for (const { saved = [] } of state.activeTape ?? []) dispose(saved);
    state.activeTape = outer;
    throw error;
  }
}
