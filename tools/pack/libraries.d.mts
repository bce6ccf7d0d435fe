export const librarySets: Readonly<Record<'x11' | 'glvnd', readonly string[]>>;

export function findLibraries(
  wanted: readonly string[],
  env?: NodeJS.ProcessEnv,
): { readonly found: readonly string[]; readonly missing: readonly string[] };
