/**
 * ONNX Runtime as a long-lived child of the benchmarks: `node onnx.mjs web|node THREADS`. Reads and writes JSON lines,
 * see README.md, "Peers speak JSON lines".
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from './serve.mjs';

const [flavour, threads] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const ort = await import(`onnxruntime-${flavour}`);
ort.env.logLevel = 'error';
if (flavour === 'web') ort.env.wasm.numThreads = Number(threads);

async function prepare({ kind, network, batch }) {
  if (kind !== 'inference' || batch !== 1) throw new Error('runs networks forward on one image only');
  const path = join(here, 'models', `${network}.onnx`);
  if (!existsSync(path)) throw new Error(`no models/${network}.onnx: write_onnx.py in bench/peers makes it`);
  const session = await ort.InferenceSession.create(path, {
    graphOptimizationLevel: 'all',
    executionProviders: [flavour === 'web' ? 'wasm' : 'cpu'],
    intraOpNumThreads: Number(threads),
    interOpNumThreads: 1,
  });
  const image = new ort.Tensor('float32', new Float32Array(3 * 224 * 224).map(Math.random), [1, 3, 224, 224]);
  return { run: () => session.run({ image }), dispose: () => session.release() };
}

await serve(ort.env.versions[flavour], prepare);
