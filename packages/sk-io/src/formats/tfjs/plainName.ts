/** A file beside the one that names it: no folders, so that nothing leads out of this one. */
export const isPlainName = (name: unknown): name is string =>
  typeof name === 'string' && /^[^/\\:\0]+$/.test(name) && name !== '.' && name !== '..';
