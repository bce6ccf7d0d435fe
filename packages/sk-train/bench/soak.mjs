/**
 * A long run must not grow: training steps on wasm with everything that a recipe has (an average of the weights, mixup and cutmix, batches
 * in parts, limited gradients, early stopping, a plateau, all augmentation), tests, logs and checkpoints. After a tenth of the steps
 * and each further tenth it tells the number of tensors, the wasm heap, the heap of JavaScript, the memory of the process and its open
 * files. Exits with 1 where tensors, wasm heap or files change, or one of the memories is 5 % more in the
 * end than in the first three tenths.
 *
 *   node --expose-gc bench/soak.mjs [steps=20000] [file for the findings as CSV]
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { pluginOf } from 'sk-core';
import { TrainingLog, writeCheckpoint } from 'sk-io/node';
import { registry } from 'sk-models';
import { SkConv2D, SkDropout } from 'sk-models/layers';
import { fit, RandomStream } from 'sk-train';
import { DecodePool, findTestData, findTrainingData, openTestData, openTrainingData } from 'sk-train/node';

const side = 8;
const classNames = ['a', 'b', 'c', 'd'];
const batchSize = 4;
const stepsPerEpoch = 100;
const marks = 10;

const steps = Number(process.argv[2] ?? 20_000);
const table = process.argv[3];
if (!(Number.isInteger(steps) && steps >= marks && steps % marks === 0)) {
  console.error(`soak: wants a number of steps that ${marks} divides, got ${process.argv[2]}`);
  process.exit(2);
}

/** Images of noise, as PPM files in folders of classes. */
function writeImages(folder, counts) {
  const stream = new RandomStream(1, 'data');
  for (const [split, count] of Object.entries(counts))
    for (const name of classNames) {
      const place = join(folder, split, name);
      mkdirSync(place, { recursive: true });
      for (let i = 0; i < count / classNames.length; i++) {
        const pixels = Uint8Array.from({ length: side * side * 3 }, () => stream.integer(256));
        const head = `P6\n${side} ${side}\n255\n`;
        writeFileSync(join(place, `${i}.ppm`), Buffer.concat([Buffer.from(head), pixels]));
      }
    }
}

const recipe = {
  epochs: Math.ceil(steps / stepsPerEpoch),
  batchSize,
  accumulate: 2,
  learningRate: 1e-3,
  optimizer: { kind: 'adamw' },
  schedule: { kind: 'plateau', patience: 20, factor: 0.9 },
  earlyStopping: { patience: steps },
  clipNorm: 1,
  ema: { decay: 0.99 },
  labelSmoothing: 0.1,
  mixup: 0.4,
  cutmix: 1,
  augmentation: { kind: 'crop-flip', padding: 1, flip: true },
  seed: 1,
};
const pixels = {
  rotation: { degrees: 10, interpolation: 'bilinear' },
  autoAugment: { kind: 'randaugment', ops: 2, magnitude: 9, interpolation: 'nearest' },
  colorJitter: { brightness: 0.2, contrast: 0.2, saturation: 0.2, hue: 0.1 },
  erasing: {
    ...{ probability: 0.5, minArea: 0.05, maxArea: 0.3, minAspect: 0.5, maxAspect: 2 },
    fill: 'noise',
  },
};

/** One SK unit, whose steps are the work of the trainer and not of the kernels. */
function smallNetwork() {
  const branches = [{ kernelSize: 3 }, { kernelSize: 3, dilation: 2 }];
  const unit = { name: 'SK_1_1', filters: 4, branches, reduction: 2, minWidth: 2, seed: 1 };
  return sequential({
    layers: [
      new SkConv2D({ ...unit, inputShape: [side, side, 3] }),
      layers.globalAveragePooling2d({}),
      new SkDropout({ name: 'dropout', rate: 0.1, seed: 3 }),
      layers.dense({ units: classNames.length }),
    ],
  });
}

/** Open files and sockets of this process, where the system tells. */
function openFiles() {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}

tf.enableProdMode();
await start({ threads: 1 });
const folder = mkdtempSync(join(tmpdir(), 'sk-soak-'));
const [data, run] = [join(folder, 'data'), join(folder, 'run')];
const findings = [];
const begin = performance.now();
try {
  writeImages(data, { train: batchSize * stepsPerEpoch, test: 8 });
  mkdirSync(run);
  const model = smallNetwork();
  const preprocessing = { ...registry.get('sknet_slim').preprocessing, size: [side, side] };
  const pool = new DecodePool(1);
  const opening = { preprocessing, pool };
  const train = await openTrainingData(await findTrainingData(data), recipe.augmentation, recipe.seed, {
    ...opening,
    pixels,
  });
  const test = await openTestData(await findTestData(data), opening);
  const fresh = {
    ...{ step: 0, epoch: 0, batch: 0, lossSum: 0, correct: 0, images: 0, seconds: 0 },
    bestAccuracy: 0,
  };
  const log = await TrainingLog.open(run, fresh);
  const identity = { recipeHash: 'soak', classNames, trainImages: train.size, backend: 'wasm' };
  const look = async (step) => {
    // V8 gives pages back some time after a collection.
    for (let i = 0; i < 5; i++) {
      globalThis.gc?.();
      await sleep(100);
    }
    const { rss, heapUsed } = process.memoryUsage();
    const { heapBytes, usedBytes } = pluginOf('wasm').memory();
    const { numTensors } = tf.memory();
    findings.push({
      step,
      numTensors,
      wasmHeap: heapBytes,
      wasmUsed: usedBytes,
      heapUsed,
      rss,
      files: openFiles(),
    });
    console.log(JSON.stringify(findings.at(-1)));
  };
  await fit(model, {
    ...{ train, test, recipe, maxSteps: steps },
    logEvery: 10,
    checkpointEvery: 30,
    onRecord: async (record) => {
      log.append(record);
      const { kind, step } = record;
      if (kind === 'step' && step % (steps / marks) === 0) await look(step);
    },
    onCheckpoint: async (checkpoint) => {
      await writeCheckpoint(run, model, checkpoint, { identity, keep: 2 });
    },
  });
  await pool.close();
} finally {
  rmSync(folder, { recursive: true });
}

const spread = (values) => Math.max(...values) / Math.min(...values) - 1;
/** At the end, over the most of the first three tenths, in which code is compiled. */
const growth = (values) => values.at(-1) / Math.max(...values.slice(0, 3)) - 1;
const of = (name) => findings.map((finding) => finding[name]);
const changed = [
  ...['numTensors', 'wasmHeap', 'wasmUsed', 'files'].filter((name) => spread(of(name)) > 0),
  ...['heapUsed', 'rss'].filter((name) => growth(of(name)) > 0.05),
];
if (table !== undefined) {
  const names = Object.keys(findings[0]);
  writeFileSync(table, [names, ...findings.map(Object.values)].map((row) => `${row.join()}\n`).join(''));
}
const seconds = (performance.now() - begin) / 1000;
console.log(
  `${steps} steps with everything on in ${seconds.toFixed(0)} s: ${changed.length === 0 ? 'nothing grew' : `not constant: ${changed.join(', ')}`}`,
);
process.exitCode = changed.length === 0 ? 0 : 1;
