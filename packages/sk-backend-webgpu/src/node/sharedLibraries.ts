/** Asks the dynamic linker of Linux about shared libraries. */
import { spawnSync } from 'node:child_process';

/** Returns the first line of what the system says where a library cannot be loaded; undefined where it can. */
export function loadError(library: string): string | undefined {
  try {
    process.dlopen({ exports: {} }, library);
  } catch (error) {
    const [line = ''] = (error as Error).message.split('\n');
    // The library was loaded where Node complains that it is no addon.
    return line.includes('did not self-register') ? undefined : line;
  }
  return undefined;
}

/** Tells whether a library, or another one that it needs, is not there. */
export const isMissing = (library: string): boolean =>
  loadError(library)?.includes('cannot open shared object') ?? false;

/** Returns the names of all libraries that a library needs, itself or through others, and that are not there. */
export function missingNeeds(library: string): readonly string[] {
  // With the first variable the linker lists what the process would load, and does not start it.
  const env = { ...process.env, LD_TRACE_LOADED_OBJECTS: '1', LD_PRELOAD: library };
  const { stdout } = spawnSync(process.execPath, ['--version'], { env, encoding: 'utf8' });
  return [...`${stdout}`.matchAll(/^\s*(\S+) => not found/gm)].flatMap(([, name]) => name ?? []);
}
