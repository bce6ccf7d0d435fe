/** Loading of the native module and of tfjs-node's JavaScript, without its index, which wants its own download. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import type { Binding, NodeBackend } from '../../tensorflow/nodeBackend.js';
import { BindingError } from './bindingError.js';
import { latestBinding } from './builtBinding.js';
import { prebuiltBinding, type TfjsNode } from './tfjsNode.js';

/** The path of the binding to load. @throws BindingError where there is none */
export function bindingPath(tfjsNode: TfjsNode, given: string | undefined): string {
  if (given !== undefined) {
    if (existsSync(given)) return given;
    throw new BindingError(`tensorflow: there is no binding ${given}: npx sk-backend-node build makes one`);
  }
  const found = latestBinding(tfjsNode)?.binding ?? prebuiltBinding(tfjsNode);
  if (found !== undefined) return found;
  throw new BindingError(
    'tensorflow: no binding is built yet: npx sk-backend-node build --tensorflow <folder of a TensorFlow wheel>',
  );
}

/** @throws BindingError where the system refuses the binding or a library that it wants */
export function loadBinding(path: string): Binding {
  try {
    return createRequire(import.meta.url)(path) as Binding;
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new BindingError(
      `tensorflow: ${path} does not load (${reason}): npx sk-backend-node build makes it for the TensorFlow of today`,
      { cause: error },
    );
  }
}

/** Registers tfjs-node's stock kernels, and returns a backend on a binding. */
export function nodeBackend({ name, folder }: TfjsNode, binding: Binding): NodeBackend {
  restoreRemovedFunctions();
  const require = createRequire(join(folder, 'package.json'));
  require('./dist/register_all_kernels.js');
  const { NodeJSKernelBackend } = require('./dist/nodejs_kernel_backend.js') as {
    readonly NodeJSKernelBackend: new (binding: Binding, packageName: string) => NodeBackend;
  };
  return new NodeJSKernelBackend(binding, name);
}

/** Gives back two functions that tfjs-node 4.22 calls and Node 23 has removed. */
function restoreRemovedFunctions(): void {
  const removed: Readonly<Record<string, (value: unknown) => boolean>> = {
    isNullOrUndefined: (value) => value === null || value === undefined,
    isArray: Array.isArray,
  };
  for (const [name, replacement] of Object.entries(removed)) {
    if (!(name in util)) Object.assign(util, { [name]: replacement });
  }
}
