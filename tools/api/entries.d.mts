/** Types of entries.mjs, for tests. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}
export interface Entry {
  readonly specifier: string;
  readonly report: string;
  readonly sources: readonly string[];
  readonly declarations: readonly string[];
}
export const root: string;
export function manifests(): ReadonlyMap<string, Manifest>;
export function entriesOf(manifest: Manifest): readonly Entry[];
