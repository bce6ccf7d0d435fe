/** What the checks know of a backend that only a browser has. */
import type { CaseSteps } from './pageCases.js';

export interface BackendInPage {
  /** Name that tfjs knows the backend by. */
  readonly name: string;
  /** Makes it the current backend of tfjs; answers what computes: the adapter or the renderer. */
  readonly start: () => Promise<string>;
  /** Kernels of sk-core that a composite answers for. */
  readonly composites: readonly string[];
  /** Kernels that the plug-in brings, those in place of tfjs's own among them. */
  readonly brings: readonly string[];
  /** Wraps each case; throws on errors that the device reports late. */
  readonly guard: <T>(run: () => Promise<T>) => Promise<T>;
  /** Every how-manieth case of the convolution grid runs, of the other ops, and of those that are not finite. */
  readonly steps: CaseSteps;
}
