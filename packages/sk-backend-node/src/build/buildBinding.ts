/** The build of tfjs-node's binding against the libraries of a TensorFlow wheel. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BindingError } from '../node/binding/bindingError.js';
import { type BuiltBinding, keepBinding } from '../node/binding/builtBinding.js';
import { findTfjsNode, type TfjsNode } from '../node/binding/tfjsNode.js';
import { checkCuda } from './cuda.js';
import { buildPlatform, linkFlags, type Platform, sharedLibraries } from './platform.js';
import { tensorflowFolder } from './tensorflowFolder.js';
import { compile, symbolsOf } from './tools.js';

export interface BuildSettings {
  /** A folder of a wheel or of an installed package, or a wheel; by default the TensorFlow of python3. */
  readonly tensorflow?: string;
  /** Whether TensorFlow has to be one that computes on CUDA. */
  readonly cuda?: boolean;
  /** Is told what is being done, a line at a time. */
  readonly note: (text: string) => void;
}

const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'];
/** The operations of this package, which are compiled into the same module. */
const operations = fileURLToPath(new URL('../../native', import.meta.url));

/**
 * Compiles the sources that tfjs-node's package brings, and remembers the binding for `start`.
 * @throws BindingError where tfjs-node, TensorFlow, the compiler or a symbol is missing
 */
export async function buildBinding({ tensorflow, cuda = false, note }: BuildSettings): Promise<BuiltBinding> {
  const platform = buildPlatform();
  if (!platform.tried)
    note(`${process.platform} on ${process.arch} was never tried: tell us whether it works`);
  const tfjsNode = findTfjsNode();
  const folder = await tensorflowFolder(tensorflow, tfjsNode.cache, platform, note);
  if (cuda) checkCuda(folder, platform);
  const built = { tensorflow: folder, binding: join(tfjsNode.cache, keyOf(folder), 'tfjs_binding.node') };
  if (existsSync(built.binding)) note('the binding is there already');
  else await make(tfjsNode, built, platform, note);
  keepBinding(tfjsNode, built);
  return built;
}

/** Returns a name for a TensorFlow and the operations of this package. */
function keyOf(folder: string): string {
  const hash = createHash('sha256').update(folder);
  for (const path of operationFiles('')) hash.update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

const operationFiles = (ending: string): string[] =>
  readdirSync(operations)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(operations, name));

async function make(
  { folder }: TfjsNode,
  { tensorflow, binding }: BuiltBinding,
  platform: Platform,
  note: (text: string) => void,
): Promise<void> {
  const part = `${binding}.${process.pid}`;
  mkdirSync(dirname(binding), { recursive: true });
  try {
    note('compiles the binding of tfjs-node');
    compile([
      ...[
        '-O3',
        '-ffp-contract=off',
        '-fno-trapping-math',
        '-pthread',
        '-fPIC',
        '-std=c++17',
        '-DNAPI_VERSION=8',
        '-w',
      ],
      `-I${napiHeaders()}`,
      `-I${join(tensorflow, 'include')}`,
      ...sources.map((name) => join(folder, 'binding', name)),
      ...operationFiles('.cc'),
      ...linkFlags(platform, tensorflow),
      ...['-o', part],
    ]);
    note('checks the symbols of TensorFlow');
    await checkSymbols(part, tensorflow, platform);
    renameSync(part, binding);
  } finally {
    rmSync(part, { force: true });
  }
}

/** Returns the folder of Node-API's headers. */
const napiHeaders = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')), 'include');

/** @throws BindingError where the binding calls what the libraries have not */
async function checkSymbols(binding: string, tensorflow: string, platform: Platform): Promise<void> {
  const isOfTensorflow = (symbol: string): boolean => /^_?TFE?_/.test(symbol);
  const wanted = await symbolsOf(['-u'], binding, isOfTensorflow);
  const flags = platform.system === 'darwin' ? ['-gU'] : ['-D', '--defined-only'];
  for (const library of sharedLibraries(platform)) {
    const offered = await symbolsOf(flags, join(tensorflow, library), (symbol) => wanted.has(symbol));
    for (const symbol of offered) wanted.delete(symbol);
  }
  if (wanted.size === 0) return;
  throw new BindingError(
    `build: ${tensorflow} has no ${[...wanted].sort().join(', ')}: wants TensorFlow 2.16 to 2.21`,
  );
}
