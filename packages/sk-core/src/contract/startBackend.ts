/** Choice of a backend among candidates, with the reason for it. */

/** A backend that a program can start. */
export interface BackendCandidate {
  /** Name in options and messages. */
  readonly name: string;
  /** The npm package that brings it. */
  readonly package: string;
  /** Makes the backend current in tfjs; throws where it cannot. */
  readonly start: () => Promise<void>;
}

export interface StartedBackend {
  readonly name: string;
  /** One sentence: which backend, and why not another. */
  readonly reason: string;
}

/** The error where no backend could be started. Its message says what each one lacked. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
}

/**
 * Starts the backend called `choice`, or for 'auto' the first candidate that starts.
 *
 * @param candidates Backends in order of preference.
 * @throws BackendError for an unknown choice or where nothing starts.
 */
export async function startBackend(
  choice: string,
  candidates: readonly BackendCandidate[],
): Promise<StartedBackend> {
  const names = candidates.map(({ name }) => name);
  if (choice !== 'auto' && !names.includes(choice)) {
    throw new BackendError(`backend is '${choice}', wants auto, ${names.join(', ')}`);
  }
  const failures: string[] = [];
  for (const candidate of candidates) {
    if (choice !== 'auto' && candidate.name !== choice) continue;
    try {
      await candidate.start();
    } catch (error) {
      failures.push(named(candidate.name, firstLine(error)));
      continue;
    }
    const why = choice === 'auto' ? 'the fastest that starts here' : 'as asked';
    return { name: candidate.name, reason: [`${candidate.name}, ${why}`, ...failures].join('; ') };
  }
  throw new BackendError(`no backend starts: ${failures.join('; ')}`);
}

/** Prefixes a message with the backend's name, unless the message begins with it. */
function named(name: string, message: string): string {
  return message.startsWith(`${name}: `) ? message : `${name}: ${message}`;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1).join('').trim();
}
