/** The TensorFlow to build against: the folder `tensorflow` of a wheel that was unpacked or installed. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { BindingError } from '../node/binding/bindingError.js';
import { type Platform, sharedLibraries } from './platform.js';
import { unpackWheel } from './unpackWheel.js';

const advice =
  'pip download --no-deps --only-binary=:all: -d wheels tensorflow-cpu==2.21.0 && npx sk-backend-node build --tensorflow wheels';

/**
 * Finds TensorFlow in a folder that a user named: `tensorflow` itself, the folder around it, a virtual environment, or a
 * folder with one wheel, or a wheel. Without a name it is the one that python3 would import.
 *
 * @param cache Folder that a wheel is unpacked into.
 * @throws BindingError where it is not there, or lacks a library or its headers
 */
export async function tensorflowFolder(
  given: string | undefined,
  cache: string,
  platform: Platform,
  note: (text: string) => void,
): Promise<string> {
  const folder = given === undefined ? importedByPython() : await namedFolder(given, cache, platform, note);
  const libraries = sharedLibraries(platform).map((name) => join(folder, name));
  const missing = [...libraries, join(folder, 'include', 'tensorflow', 'c', 'eager', 'c_api.h')].find(
    (path) => !existsSync(path),
  );
  if (missing === undefined) return folder;
  throw new BindingError(
    `build: ${missing} is missing: wants the wheel of tensorflow or tensorflow-cpu, 2.16 to 2.21, whole: ${advice}`,
  );
}

async function namedFolder(
  given: string,
  cache: string,
  platform: Platform,
  note: (text: string) => void,
): Promise<string> {
  const path = resolve(given);
  if (!existsSync(path)) throw new BindingError(`build: there is no ${given}: ${advice}`);
  const wheels = wheelsIn(path);
  const [wheel] = wheels;
  if (wheels.length > 1) {
    throw new BindingError(
      `build: ${given} has ${wheels.length} wheels of TensorFlow: name one of ${wheels.join(', ')}`,
    );
  }
  if (wheel !== undefined) return await unpackWheel(wheel, cache, platform, note);
  const [library] = sharedLibraries(platform);
  const found = candidates(path).find((folder) => existsSync(join(folder, library)));
  if (found !== undefined) return found;
  throw new BindingError(`build: ${given} has neither ${library} nor a wheel of TensorFlow: ${advice}`);
}

function wheelsIn(path: string): string[] {
  const isWheel = (name: string): boolean => /^tensorflow([_-]cpu)?-[^/]*\.whl$/.test(name);
  if (!statSync(path).isDirectory()) return path.endsWith('.whl') ? [path] : [];
  return readdirSync(path)
    .filter(isWheel)
    .map((name) => join(path, name));
}

/** Returns the folders that may be TensorFlow's, around `path`. */
function candidates(path: string): string[] {
  const lib = join(path, 'lib');
  const pythons = existsSync(lib) ? readdirSync(lib).filter((name) => name.startsWith('python')) : [];
  return [
    path,
    join(path, 'tensorflow'),
    ...pythons.map((python) => join(lib, python, 'site-packages', 'tensorflow')),
  ];
}

/** Asks python3 where it would import TensorFlow from, without the import. */
function importedByPython(): string {
  const question =
    'import importlib.util as u; s = u.find_spec("tensorflow"); print(s.origin if s and s.origin else "")';
  let origin = '';
  try {
    origin = execFileSync('python3', ['-c', question], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    // Without python3 there is none that it would import.
  }
  if (origin.trim() !== '') return dirname(origin.trim());
  throw new BindingError(`build: python3 has no tensorflow: ${advice}`);
}
