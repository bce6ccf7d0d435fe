/**
 * Training on WebGPU, on images of CIFAR-10: the losses and gradients of wasm, a run taken up again, and 300 steps of an
 * SK unit that leave nothing behind. On SwiftShader, so images and batches are small.
 */
import '../tools/swiftshader/load.mjs';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { start as startWasm } from 'sk-backend-wasm/node';
import { start as startWebgpu } from 'sk-backend-webgpu/node';
import { createModel } from 'sk-models';
import { SkConv2D } from 'sk-models/layers';
import { TrainStep } from 'sk-train';
import { DecodePool, findTrainingData, openTrainingData } from 'sk-train/node';
import { checks, output } from './checks.mjs';
import { firstOfEach } from './firstOfEach.mjs';

const work = mkdtempSync(join(tmpdir(), 'sk-webgpu-images-'));
const { holds, end } = checks();

mkdirSync(join(work, 'all'));
const archive = join(resolve(process.argv[2]), 'cifar10-jpeg.tar.xz');
execFileSync('tar', ['-J', '-xf', archive, '-C', join(work, 'all')]);
const data = firstOfEach(join(work, 'all'), join(work, 'some'), { train: 20, test: 2 });

const swiftShader = pathToFileURL('tools/swiftshader/load.mjs').href;
const trained = (run, steps, ...options) =>
  output(process.execPath, [
    ...[
      '--import',
      swiftShader,
      'node_modules/.bin/sk-train',
      'fit',
      '--data',
      data,
      '--out',
      join(work, run),
    ],
    ...['--model', 'sknet_slim', '--image-size', '16', '--batch-size', '20', '--epochs', '1', '--lr', '0.01'],
    ...['--seed', '1', '--log-every', '1', '--max-steps', `${steps}`, ...options],
  ]);
const gpu = ['--backend', 'webgpu', '--allow-software'];
const lossesOf = (run) =>
  readFileSync(join(work, run, 'log.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === 'step')
    .map(({ loss }) => loss);
const furthest = (got, wanted) => Math.max(...wanted.map((loss, i) => Math.abs(got[i] / loss - 1)));

const refused = await trained('refused', 1, '--backend', 'webgpu');
holds('a software adapter is refused unless it is allowed', refused.code === 2, refused.stderr.trim());

const onWasm = await trained('wasm', 10, '--backend', 'wasm');
const onGpu = await trained('gpu', 10, ...gpu, '--checkpoint-every', '5');
// As if the process had died after step 5.
cpSync(join(work, 'gpu'), join(work, 'parts'), { recursive: true });
rmSync(join(work, 'parts', 'checkpoints', 'step-00000010'), { recursive: true });
const rest = await trained('parts', 10, ...gpu, '--resume');
const codes = [onWasm, onGpu, rest].map(({ code }) => code);
const resumes = /resuming .*step 5,/.test(rest.stdout + rest.stderr);
holds(
  'sk-train fit --backend webgpu trains and resumes',
  codes.join() === '0,0,0' && resumes,
  `exit codes ${codes}`,
);
const [wasmLosses, gpuLosses, resumed] = ['wasm', 'gpu', 'parts'].map(lossesOf);
const apart = furthest(gpuLosses, wasmLosses);
holds('losses 1 to 10 are those of wasm within 1e-3', gpuLosses.length === 10 && apart < 1e-3, `${apart}`);
const after = furthest(resumed, gpuLosses);
holds('a resumed run has the losses of one in one piece', resumed.length === 10 && after < 1e-5, `${after}`);

const starts = { wasm: () => startWasm(), webgpu: () => startWebgpu({ allowSoftware: true }) };
const settings = { momentum: 0.9, nesterov: false, weightDecay: 1e-4, labelSmoothing: 0, accumulate: 1 };

const slim = (size) => createModel('sknet_slim', { inputShape: [size, size, 3], numClasses: 10, seed: 1 });

/** One SK unit: a step of it takes a fraction of a second. */
function oneUnit(size) {
  const unit = new SkConv2D({
    filters: 16,
    branches: [1, 2].map((dilation) => ({ kernelSize: 3, dilation, groups: 1 })),
    inputShape: [size, size, 3],
    strides: 2,
    seed: 1,
  });
  const classifier = layers.dense({ units: 10, activation: 'softmax' });
  return sequential({ layers: [unit, layers.globalAveragePooling2d({}), classifier] });
}

/** A new network, and batches of the images at this size. */
async function training(backend, network, size, batchSize) {
  await starts[backend]();
  const model = network(size);
  const preprocessing = {
    size: [size, size],
    channels: 3,
    mean: [0.5, 0.5, 0.5],
    std: [0.25, 0.25, 0.25],
    cropFraction: 1,
    interpolation: 'bilinear',
  };
  const pool = new DecodePool(0);
  const opening = { preprocessing, pool, maxUnreadable: 0, onUnreadable: () => undefined };
  const dataset = await openTrainingData(await findTrainingData(data), { kind: 'none' }, 1, opening);
  await pool.close();
  const batches = [];
  for await (const batch of dataset.batches({ batchSize, epoch: 0 })) batches.push(batch);
  return { step: new TrainStep(model, settings), batches };
}

/** After a step from rest velocities are gradients, decay included. */
async function firstGradients(backend) {
  const { step, batches } = await training(backend, slim, 32, 8);
  await step.run(batches[0], 0.01);
  const gradients = [];
  for (const velocity of step.optimizer.velocities) gradients.push(await velocity.data());
  return gradients;
}

const [wanted, got] = [await firstGradients('wasm'), await firstGradients('webgpu')];
const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const gap = Math.max(
  ...wanted.map((values, k) => largest(values.map((value, i) => value - got[k][i])) / largest(values)),
);
holds('the gradients of the first step are those of wasm within 1e-4', gap < 1e-4, `${gap}`);

const { step, batches } = await training('webgpu', oneUnit, 16, 8);
const seen = [];
for (let i = 1; i <= 300; i++) {
  const { loss } = await step.run(batches[i % batches.length], 0.01);
  if (i < 150 || i % 50 !== 0) continue;
  seen.push(JSON.stringify(tf.memory()));
  console.log(`step ${i}: loss ${loss.toFixed(3)}, ${seen.at(-1)}`);
}
const isFlat = new Set(seen).size === 1;
holds('tensors and bytes of the GPU are the same after 150, 200, 250 and 300 steps', isFlat, seen.at(-1));

rmSync(work, { recursive: true, force: true });
end();
