/**
 * Starts TensorFlow.js on a backend: the one that the user chose, or for commands that compute nothing the quickest to
 * be there. TensorFlow.js is loaded by these functions, not by a command that only prints its help.
 */
import { type BackendSettings, backendCandidates, type Candidate } from './candidates.js';

export interface BackendChoice extends BackendSettings {
  /** `auto`, or the name of a backend. */
  readonly backend: string;
}

/**
 * Starts the backend that the options name, or for `auto` the first that starts.
 * @param note Is told in one line which backend computes, and why.
 * @returns the backend's name
 * @throws BackendError where it does not start
 */
export async function startChosenBackend(
  { backend, allowSoftware = false, ...settings }: BackendChoice,
  note: (text: string) => void,
): Promise<string> {
  // A software adapter is slower than wasm, so that auto never takes one.
  const allowed = allowSoftware && backend === 'webgpu';
  const candidates = backendCandidates({ ...settings, allowSoftware: allowed });
  const { name, reason } = await start(backend, candidates);
  note(`backend: ${reason}`);
  for (const unread of unreadOptions(name, settings)) note(unread);
  return name;
}

/** The options that one backend alone reads. */
const readers = { device: 'tensorflow', tf32: 'tensorflow', adapter: 'webgpu', power: 'webgpu' } as const;

function unreadOptions(backend: string, settings: BackendSettings): string[] {
  return Object.entries(readers).flatMap(([option, reader]) =>
    settings[option as keyof typeof readers] === undefined || backend === reader
      ? []
      : [`--${option} changes nothing: ${reader} reads it, and ${backend} computes`],
  );
}

/**
 * Starts the backend that is there the soonest, for a command that holds weights and computes nothing.
 * @throws BackendError where none starts
 */
export async function startSoonestBackend(): Promise<void> {
  await start('auto', backendCandidates({ threads: 1 }).toReversed());
}

async function start(
  choice: string,
  candidates: readonly Candidate[],
): Promise<{ readonly name: string; readonly reason: string }> {
  const tf = await import('@tensorflow/tfjs-core');
  // Or the cpu backend advertises another package on standard error.
  tf.enableProdMode();
  // Brings the gradients of tfjs's own operations, which its core alone does not have.
  await import('@tensorflow/tfjs-layers');
  const { startBackend } = await import('sk-core');
  return await startBackend(choice, candidates);
}
