/** The installed tfjs-node: its JavaScript, the sources of its binding, and the place for what is built from them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BindingError } from './bindingError.js';

const version = '4.22.0';
const names = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'] as const;

export interface TfjsNode {
  /** Name of the npm package. */
  readonly name: string;
  readonly folder: string;
  /** The folder where bindings are kept, beside the packages. */
  readonly cache: string;
}

/**
 * Finds tfjs-node where this package would import it from, or where the current folder would.
 * @throws BindingError where it is missing or of another version
 */
export function findTfjsNode(): TfjsNode {
  const places = [import.meta.url, pathToFileURL(join(process.cwd(), 'index.js')).href];
  for (const name of names) {
    for (const place of places) {
      const manifest = resolved(place, `${name}/package.json`);
      if (manifest === undefined) continue;
      const { version: found } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
      if (found !== version) {
        throw new BindingError(
          `tensorflow: wants ${name} ${version}, got ${found}: npm install --ignore-scripts ${name}@${version}`,
        );
      }
      const folder = dirname(manifest);
      const modules = folder.slice(0, -`${sep}${name.replace('/', sep)}`.length);
      return { name, folder, cache: join(modules, '.cache', 'sk-backend-node') };
    }
  }
  throw new BindingError(
    `tensorflow: ${names[0]} is not installed: npm install --ignore-scripts ${names[0]}@${version}`,
  );
}

function resolved(place: string, path: string): string | undefined {
  try {
    return createRequire(place).resolve(path);
  } catch {
    return undefined;
  }
}

/** Returns the binding that tfjs-node's own install script has fetched, where it could. */
export function prebuiltBinding({ folder }: TfjsNode): string | undefined {
  const library = join(folder, 'lib');
  if (!existsSync(library)) return undefined;
  return readdirSync(library)
    .map((entry) => join(library, entry, 'tfjs_binding.node'))
    .find((path) => existsSync(path));
}
