/** The libraries that NVIDIA's Vulkan driver wants and bare containers lack, as this machine has them. */
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';

/** By the folder that each set has in lib/. */
export const librarySets = {
  x11: ['libX11.so.6', 'libXext.so.6'],
  glvnd: [
    'libGLdispatch.so.0',
    'libGLX.so.0',
    'libEGL.so.1',
    'libOpenGL.so.0',
    'libGL.so.1',
    'libGLESv2.so.2',
  ],
};

/**
 * Finds libraries where the dynamic linker finds them, and all that they need beyond what Node needs.
 *
 * @returns the paths of those that are there, and the names of those wanted that are not
 */
export function findLibraries(wanted, env = process.env) {
  const own = new Set(listLoaded(undefined, env));
  const paths = wanted.flatMap((name) => listLoaded(name, env).filter((path) => !own.has(path)));
  const found = [...new Set(paths)];
  const names = found.map((path) => basename(path));
  return { found, missing: wanted.filter((name) => !names.includes(name)) };
}

/** Lists the paths of all libraries of a process of Node that loads another one too. */
function listLoaded(library, env) {
  const { stdout } = spawnSync(process.execPath, ['--version'], {
    // With the first variable the linker lists what the process would load, and does not start it.
    env: { ...env, LD_TRACE_LOADED_OBJECTS: '1', ...(library !== undefined && { LD_PRELOAD: library }) },
    encoding: 'utf8',
  });
  return [...stdout.matchAll(/^\s*(?:\S+ => )?(\/\S+) \(0x/gm)].map(([, path]) => path);
}
