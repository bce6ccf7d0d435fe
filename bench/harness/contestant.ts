/** Who is measured. */
import type { Work } from './work.js';

export interface Contestant {
  readonly name: string;
  readonly threads: number;
  /** @throws CannotError with the reason where this machine does not have it. */
  start(): Promise<Started>;
}

export interface Started {
  readonly version: string;
  /** @throws CannotError with the reason where it has no such work. */
  prepare(work: Work): Promise<Timed>;
  /** Forgets the prepared works. */
  release(): Promise<void>;
  stop(): Promise<void>;
}

/** Does a work so many times; returns milliseconds in all, by the clock of whoever did it. */
export type Timed = (calls: number) => Promise<number>;

/** Goes into the table in place of figures. */
export class CannotError extends Error {
  override readonly name = 'CannotError';
}
