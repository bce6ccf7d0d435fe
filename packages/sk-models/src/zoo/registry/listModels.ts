/** Lists the networks of the registry. */
import { registry } from './registry.js';

/** Returns names, sorted. @param glob Which: * stands for any letters, ? for one; all by default. */
export function listModels(glob = '*'): readonly string[] {
  const literal = glob.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
  return [...registry.keys()].filter((name) => pattern.test(name)).sort();
}
