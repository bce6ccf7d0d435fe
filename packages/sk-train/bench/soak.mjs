/**
 * A long run must not grow: 1,000 training steps on wasm, with the number of tensors, the wasm heap and the memory of
 * the process told at steps 200, 600 and 1,000. Exits with 1 where tensors or heap differ or memory differs by 5 %.
 *
 *   node --expose-gc bench/soak.mjs [model=sknet_slim] [image size=8] [batch size=4]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';
import { pluginOf } from 'sk-core';
import { createModel } from 'sk-models';
import { ArrayDataset, fit, RandomStream } from 'sk-train';

const [name = 'sknet_slim', size = '8', batchSize = '4'] = process.argv.slice(2);
const side = Number(size);
const count = 10 * Number(batchSize);
const marks = [200, 600, 1000];
const steps = marks.at(-1);

tf.enableProdMode();
await start();
const stream = new RandomStream(1, 'data');
const train = new ArrayDataset({
  images: Uint8Array.from({ length: count * side * side * 3 }, () => stream.integer(256)),
  shape: [side, side, 3],
  labels: Array.from({ length: count }, (_, i) => i % 10),
  classNames: Array.from({ length: 10 }, (_, i) => `class ${i}`),
  mean: [0.5, 0.5, 0.5],
  std: [0.25, 0.25, 0.25],
  seed: 1,
  shuffle: true,
  augment: { padding: 1, flip: true },
});
const model = createModel(name, { numClasses: 10, inputShape: [side, side, 3], seed: 1 });

const findings = [];
const begin = performance.now();
await fit(model, {
  train,
  recipe: { epochs: steps / 10, batchSize: Number(batchSize), learningRate: 0.01, seed: 1 },
  logEvery: 200,
  onRecord: async ({ kind, step }) => {
    if (kind !== 'step' || !marks.includes(step)) return;
    // V8 gives pages back some time after a collection.
    for (let i = 0; i < 5; i++) {
      globalThis.gc?.();
      await sleep(100);
    }
    const { numTensors } = tf.memory();
    const { heapBytes, usedBytes } = pluginOf('wasm').memory();
    findings.push({ step, numTensors, heapBytes, usedBytes, rss: process.memoryUsage().rss });
    console.log(JSON.stringify(findings.at(-1)));
  },
});
const seconds = (performance.now() - begin) / 1000;
const spread = (values) => Math.max(...values) / Math.min(...values) - 1;
const grown = ['numTensors', 'heapBytes', 'usedBytes'].filter(
  (figure) => spread(findings.map((finding) => finding[figure])) > 0,
);
if (spread(findings.map(({ rss }) => rss)) > 0.05) grown.push('rss');
console.log(
  `${steps} steps of ${name} in ${seconds.toFixed(1)} s: ${grown.length === 0 ? 'nothing grew' : `not constant: ${grown.join(', ')}`}`,
);
process.exitCode = grown.length === 0 ? 0 : 1;
