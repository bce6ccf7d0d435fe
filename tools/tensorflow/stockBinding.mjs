/** The binding as tfjs-node's own download has it: its sources, and no operation of sk-backend-node. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './folder.mjs';

const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** Compiles it against the TensorFlow that a folder's own binding was built with. @returns its path */
export async function stockBinding(folder) {
  const modules = join(folder, 'node_modules');
  const record = join(modules, '.cache/sk-backend-node/latest.json');
  const { tensorflow } = JSON.parse(readFileSync(record, 'utf8'));
  const sources = join(modules, '@tensorflow/tfjs-node/binding');
  const binding = join(folder, 'stock_binding.node');
  await run(folder, 'g++', [
    ...['-O1', '-fPIC', '-std=c++17', '-DNAPI_VERSION=8', '-w', '-shared'],
    `-I${join(modules, 'node-api-headers/include')}`,
    `-I${join(tensorflow, 'include')}`,
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(sources, name)),
    `-L${tensorflow}`,
    ...libraries.map((name) => `-l:${name}`),
    `-Wl,-rpath,${tensorflow}`,
    ...['-o', binding],
  ]);
  return binding;
}
