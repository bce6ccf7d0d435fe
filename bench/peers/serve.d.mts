export interface PeerProgram {
  readonly run?: () => unknown;
  /** In place of `run`, by a clock of its own. */
  readonly time?: (calls: number, clock?: 'wall' | 'device') => Promise<{ ms: number; note?: string }>;
  readonly dispose: () => unknown;
}

export function serve(
  hello: string | { readonly version: string; readonly adapter?: object },
  prepare: (work: never) => PeerProgram | Promise<PeerProgram>,
): Promise<void>;
