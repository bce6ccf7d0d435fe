/** The browser entries of all packages, bundled as a page bundles them. */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly sideEffects: false | readonly string[];
}

interface Entry {
  /** 'sk-backend-webgpu/auto' */
  readonly specifier: string;
  readonly manifest: Manifest;
  /** './src/auto.ts' */
  readonly source: string;
}

/** Entries for Node, and the suites of sk-conformance, which need vitest. */
const notForBrowsers = ['package.json', 'node', 'command'].map((name) => `./${name}`);
const packages = readdirSync(join(root, 'packages'));
const entries = packages.flatMap(entriesOf).filter(({ specifier }) => specifier !== 'sk-conformance');

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')) as Manifest;
}

function entriesOf(folder: string): Entry[] {
  const home = join(root, 'packages', folder);
  const manifest = manifestOf(folder);
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    if (typeof target === 'string' || notForBrowsers.includes(path)) return [];
    const source = target['sk-source'] ?? '';
    if (!path.includes('*')) return [{ specifier: join(manifest.name, path), manifest, source }];
    return readdirSync(join(home, dirname(source))).map((file) => {
      const name = basename(file, '.ts');
      return {
        specifier: join(manifest.name, path.replace('*', name)),
        manifest,
        source: source.replace('*', name),
      };
    });
  });
}

/** Returns the packages of node_modules that a package of ours bundles and does not name among its dependencies. */
function undeclared({ inputs }: Metafile): string[] {
  return Object.entries(inputs).flatMap(([file, { imports }]) => {
    const [, folder] = /^packages\/([^/]+)\//.exec(file) ?? [];
    if (folder === undefined) return [];
    const { dependencies = {} } = manifestOf(folder);
    return imports.flatMap(({ path }) => {
      const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
      return name === undefined || name in dependencies ? [] : [`${name} by ${file}`];
    });
  });
}

async function bundle(contents: string, options: Pick<BuildOptions, 'external' | 'minify' | 'plugins'> = {}) {
  const { metafile, outputFiles = [] } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    outdir: root,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: [],
    external: ['@tensorflow/*'],
    logLevel: 'silent',
    ...options,
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  return {
    files: outputFiles.length,
    text: outputFiles.map(({ text }) => text).join('\n'),
    bytes: outputFiles.reduce((sum, { contents: own }) => sum + own.length, 0),
    /** Modules that the bundle leaves outside. */
    imports: [...new Set(imports.map(({ path }) => path))].sort(),
    /** Files that were looked through for the bundle. */
    inputs: Object.keys(metafile.inputs),
    /** Files of which the bundle holds something. */
    held: Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.keys(inputs).filter((path) => (inputs[path]?.bytesInOutput ?? 0) > 0),
    ),
    undeclared: undeclared(metafile),
  };
}

const isBuiltin = (path: string): boolean =>
  path.startsWith('node:') || builtinModules.includes(path.split('/', 1)[0] ?? path);

/** Whether a file matches one of the `sideEffects` of its package, with or without a star. */
function isDeclared({ manifest: { sideEffects }, source }: Entry): boolean {
  if (sideEffects === false) return false;
  return sideEffects.some((pattern) => {
    const [before, after] = pattern.split('*', 2);
    return after === undefined
      ? source === pattern
      : source.startsWith(`${before}`) && source.endsWith(after);
  });
}

it('every package has an entry here but that of MPI, which no browser has', () => {
  const names = new Set(entries.map(({ manifest }) => manifest.name));
  expect([...names, 'sk-mpi'].sort()).toEqual([...packages].sort());
});

describe.each(entries)('$specifier', (entry) => {
  it('bundles into one file that asks for TensorFlow.js alone', async () => {
    const { files, imports, inputs, undeclared: found } = await bundle(`export * from '${entry.specifier}';`);
    expect(files).toBe(1);
    expect(inputs.length).toBeGreaterThan(1);
    expect(imports.filter((path) => !path.startsWith('@tensorflow/'))).toEqual([]);
    expect(Object.keys(entry.manifest.peerDependencies ?? {})).toEqual(expect.arrayContaining(imports));
    expect(found).toEqual([]);
    expect(inputs.filter((path) => /packages\/[^/]+\/(src|dist)\/(node|command)\//.test(path))).toEqual([]);
  });

  it('leaves nothing where it is imported for nothing, unless its package declares an effect', async () => {
    const { text } = await bundle(`import '${entry.specifier}';`);
    expect(text !== '').toBe(isDeclared(entry));
  });
});

it('no entry asks for a module of Node, TensorFlow.js included', { timeout: 120_000 }, async () => {
  // The package.json of tfjs-core maps these two, of its Node platform, to nothing for browsers.
  const mappedAway = ['util', 'crypto'];
  const asked: string[] = [];
  const watch: Plugin = {
    name: 'watch',
    setup({ onResolve }) {
      onResolve({ filter: /.*/ }, ({ path, importer }) => {
        if (isBuiltin(path) && !mappedAway.includes(path)) asked.push(`${path} by ${importer}`);
        return undefined;
      });
    },
  };
  const lines = entries.map(({ specifier }, i) => `export * as entry${i} from '${specifier}';`);
  const { inputs } = await bundle(lines.join('\n'), { external: [], plugins: [watch] });
  expect(inputs.some((path) => path.includes('@tensorflow/tfjs-layers'))).toBe(true);
  expect(asked).toEqual([]);
});

it.each([
  ['sk-backend-wasm', ['@tensorflow/tfjs-core'], 'AGFzbQ'],
  ['sk-backend-webgpu', ['@tensorflow/tfjs-backend-webgpu', '@tensorflow/tfjs-core'], '@compute'],
])('%s holds its kernels, and asks for no file and no process', async (name, tfjs, kernels) => {
  const { imports, text } = await bundle(`export * from '${name}';`);
  expect(imports).toEqual(tfjs);
  expect(text).toContain(kernels);
  expect(text).not.toMatch(/process\./);
});

it('sk-backend-webgpu/auto installs the kernels', async () => {
  const { text } = await bundle("import 'sk-backend-webgpu/auto';");
  expect(text).toMatch(/^install\(\);$/m);
});

it('an application that uses one operator carries no model, no backend and no trainer', async () => {
  const { inputs, bytes } = await bundle("import { conv2d } from 'sk-core'; console.log(conv2d);", {
    minify: true,
  });
  expect(inputs.filter((path) => /packages\/(?!sk-core\/)/.test(path))).toEqual([]);
  expect(bytes).toBeLessThan(15_000);
});

it('a page that trains carries no library but TensorFlow.js', async () => {
  const { held, bytes } = await bundle("import { fit } from 'sk-train'; console.log(fit);", {
    minify: true,
  });
  expect(held.some((path) => path.startsWith('packages/sk-train/'))).toBe(true);
  expect(held.filter((path) => path.startsWith('node_modules/'))).toEqual([]);
  expect(bytes).toBeLessThan(165_000);
});
