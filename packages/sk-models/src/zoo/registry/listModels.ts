/** Lists the networks of the registry. */
import { globPattern } from '../../nameGlob.js';
import { registry } from './registry.js';

/** Returns names, sorted. @param glob Which: * stands for any letters, ? for one; all by default. */
export function listModels(glob = '*'): readonly string[] {
  const pattern = globPattern(glob, 'i');
  return [...registry.keys()].filter((name) => pattern.test(name)).sort();
}
