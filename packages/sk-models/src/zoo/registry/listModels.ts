/** What there is to create. */
import { registry } from './registry.js';

/** @param glob Which names: * stands for any letters, ? for one; all by default. @returns Sorted names. */
export function listModels(glob = '*'): readonly string[] {
  const literal = glob.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
  return [...registry.keys()].filter((name) => pattern.test(name)).sort();
}
