/** The command `sk-train` in a packed folder: its program, its decode worker, and the packages that no bundle can hold. */
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { fromSources } from '../../bench/bundle.mjs';
import { root } from '../../scripts/workspaces.mjs';

const source = join(root, 'packages', 'sk-train', 'src');

/** Packages that are in the program; what they say about themselves lies beside it. */
const bundled = [
  ...['sk-core', 'sk-models', 'sk-io', 'sk-train', 'sk-backend-wasm', 'sk-backend-webgpu'],
  ...['core', 'layers', 'backend-cpu', 'backend-wasm', 'backend-webgpu'].map(
    (name) => `@tensorflow/tfjs-${name}`,
  ),
];

/** Writes the command into a folder's node_modules. */
export async function packCommand(folder) {
  const modules = join(folder, 'node_modules');
  await build({
    ...fromSources,
    entryPoints: {
      cli: join(source, 'cli.ts'),
      decodeWorker: join(source, 'node', 'data', 'decodeWorker.ts'),
    },
    // The program looks for the worker beside itself, and for its package.json two folders up.
    outdir: join(modules, 'sk-train', 'dist', 'packed'),
    splitting: true,
    minify: true,
    keepNames: true,
    external: ['webgpu', 'sharp', 'h5wasm'],
  });
  for (const name of bundled) copyPart(name, 'package.json', modules);
  copyPart('@tensorflow/tfjs-backend-wasm', 'wasm-out', modules);
  for (const name of ['package.json', 'dist/esm', 'LICENSE.txt']) copyPart('h5wasm', name, modules);
  copyPackage('sharp', root, modules);
}

function copyPart(name, part, modules) {
  const to = join(modules, name, part);
  mkdirSync(dirname(to), { recursive: true });
  cpSync(join(root, 'node_modules', name, part), to, { recursive: true });
}

/** Copies a package and those that it depends on, as they are installed for this system. */
function copyPackage(name, from, modules) {
  const folder = folderOf(name, from);
  if (folder === undefined || existsSync(join(modules, name))) return;
  cpSync(folder, join(modules, name), { recursive: true });
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  for (const each of Object.keys({ ...dependencies, ...optionalDependencies }))
    copyPackage(each, folder, modules);
}

function folderOf(name, from) {
  const folder = join(from, 'node_modules', name);
  if (existsSync(folder)) return folder;
  return dirname(from) === from ? undefined : folderOf(name, dirname(from));
}
