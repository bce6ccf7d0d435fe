/** What the checks know of a backend that only a browser has. */
import type { CaseSteps } from './pageCases.js';

export interface BackendInPage {
  /** Name that tfjs knows the backend by. */
  readonly name: string;
  /** Makes it the current backend of tfjs; answers what computes: the adapter or the renderer. */
  readonly start: () => Promise<string>;
  /** Whose kernels answer for every op of sk-core. */
  readonly origin: 'plugin' | 'composite';
  /** Kernels that the plug-in brings, those in place of tfjs's own among them. */
  readonly brings: readonly string[];
  /** Wraps each case; throws on errors that the device reports late. */
  readonly guard: <T>(run: () => Promise<T>) => Promise<T>;
  /** Every how-manieth case of the convolution grid runs, and of the other ops. */
  readonly steps: CaseSteps;
}
