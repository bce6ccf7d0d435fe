/** Globs for the names of networks and layers: * stands for any letters, ? for one. */

export const isGlob = (text: string): boolean => /[*?]/.test(text);

/** Returns the pattern of the names that a glob stands for. */
export function globPattern(glob: string, flags = ''): RegExp {
  const literal = glob.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, flags);
}
