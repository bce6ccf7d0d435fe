/** What the tabs may ask of the page around them. */
import type { Files } from './network/network.js';

export interface PageContext {
  /** What happened, for the status line. */
  readonly say: (text: string) => void;
  /** What went wrong, in a sentence. */
  readonly failed: (text: string) => void;
  /** Name of the backend in use: 'wasm', 'webgpu'. */
  readonly backend: () => string;
  /** Is called and waited for before the backend changes: whoever computes ends that. */
  readonly beforeBackendChange: (listener: () => Promise<void>) => void;
  /** Is called at once, and after each change of the backend. */
  readonly onBackend: (listener: () => void) => void;
  /** Shows a network in the Explore tab. */
  readonly explore: (files: Files, title: string) => Promise<void>;
}
