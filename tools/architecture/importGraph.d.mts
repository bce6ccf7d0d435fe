/** Types of importGraph.mjs, for tests. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly dynamic: boolean;
}
export type Edges = ReadonlyMap<string, readonly string[]>;
export function importsOfPackages(): readonly Import[];
export function packageOf(file: string): string;
export function folderOf(file: string): string;
export function edgesBetween(imports: readonly Import[], groupOf: (file: string) => string): Edges;
export function circlesIn(edges: Edges): readonly string[];
