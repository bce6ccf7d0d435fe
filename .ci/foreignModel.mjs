/**
 * SK convolutions in a network from somewhere else: the MobileNet V2 that the npm package nsfwjs ships as a layers model of
 * TensorFlow.js. It is fetched once into .cache, since 25 MB are too much for everybody's `npm ci`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { loadModel, readImage, saveModel } from 'sk-io/node';
import { describeModel, imageToInput, replaceConvs, surgeryText } from 'sk-models';
import { SkConv2D } from 'sk-models/layers';
import { checks } from './checks.mjs';

const npmPackage = 'nsfwjs@4.1.0';
const integrity =
  'sha512-2V27SoNXUJbAAi+vW8RHJbONs2AHa1odmjlRsVX2mirxR4IGt1OIzZ49IXgPVg6nktwA8Su61YEJql7VreEKyg==';
const { holds, end } = checks();

/** The folder of the unpacked package. */
function fetched() {
  const home = resolve('.cache', 'foreign');
  const archive = join(home, 'nsfwjs-4.1.0.tgz');
  mkdirSync(home, { recursive: true });
  if (!existsSync(archive)) {
    execFileSync('npm', ['pack', npmPackage, '--silent', '--pack-destination', home], { stdio: 'inherit' });
  }
  const digest = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  holds(`${npmPackage} is the package that it is said to be`, digest === integrity, digest);
  if (digest !== integrity) end();
  const folder = join(home, 'nsfwjs');
  if (!existsSync(folder)) {
    const partial = mkdtempSync(join(home, 'unpacking-'));
    execFileSync('tar', ['-x', '-z', '-f', archive, '-C', partial, '--strip-components=1']);
    renameSync(partial, folder);
  }
  return folder;
}

/** The package holds a model as scripts: its JSON, and the bytes of its weights in base64. */
async function layersModel(folder, name, shards) {
  const require = createRequire(import.meta.url);
  const read = (file) => require(join(folder, 'dist', 'models', name, `${file}.min.js`));
  const { modelTopology, weightsManifest } = read('model');
  const files = Array.from({ length: shards }, (_, i) => read(`group1-shard${i + 1}of${shards}`));
  const bytes = Buffer.concat(files.map((base64) => Buffer.from(base64, 'base64')));
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  return await loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
}

/** Something like a photograph, on the scale 0 to 1: a sky, a ground, and round things with a shade. */
function landscape(size) {
  const pixels = new Float32Array(size * size * 3);
  const things = [0, 1, 2, 3].map((k) => ({
    x: 0.2 + 0.2 * k,
    y: 0.45 + 0.1 * (k % 3),
    radius: 0.05 + 0.03 * k,
  }));
  for (let i = 0; i < size * size; i++) {
    const [x, y] = [(i % size) / size, Math.floor(i / size) / size];
    const thing = things.find((t) => Math.hypot(x - t.x, y - t.y) < t.radius);
    const shade = thing === undefined ? 0 : Math.hypot(x - thing.x, y - thing.y) / thing.radius;
    const colour =
      thing === undefined
        ? y < 0.5
          ? [0.4 + 0.4 * y, 0.6 + 0.3 * y, 0.9]
          : [0.3 * y, 0.5 * y + 0.05 * Math.sin(90 * x), 0.1]
        : [0.9 - 0.6 * shade, 0.5 - 0.3 * shade, 0.2 * x];
    pixels.set(colour, 3 * i);
  }
  return tf.tensor4d(pixels, [1, size, size, 3]);
}

/** The first of those that the folder of data holds. */
async function photographs(data, size, count) {
  const work = mkdtempSync(join(tmpdir(), 'sk-photographs-'));
  execFileSync('tar', ['-x', '-f', join(data, 'imagenet-photos-40.tar'), '-C', work]);
  const files = readdirSync(work, { recursive: true }).filter((name) => /\.jpe?g$/i.test(name));
  const scale = { size: [size, size], channels: 3, mean: [0, 0, 0], std: [1, 1, 1], cropFraction: 1 };
  const images = [];
  for (const name of files.sort().slice(0, count)) {
    images.push(imageToInput(await readImage(join(work, name)), { ...scale, interpolation: 'bilinear' }));
  }
  rmSync(work, { recursive: true });
  return tf.tidy(() => tf.stack(images.map((pixels) => tf.tensor3d(pixels, [size, size, 3]))));
}

const apart = (a, b, images) =>
  tf.tidy(() => tf.max(tf.abs(tf.sub(a.predict(images), b.predict(images)))).dataSync()[0]);
const values = (weights) => weights.map((weight) => [...weight.read().dataSync()].join());

await start();
const folder = fetched();
const old = await layersModel(folder, 'mobilenet_v2', 1);
const [, size] = old.inputs[0].shape;
const before = describeModel(old);
console.log(
  `${npmPackage}: ${old.layers.length} layers, ${before.parameters} parameters, ${size} x ${size} pixels`,
);

const held = tf.memory().numTensors;
const { model, report } = replaceConvs(old, { start: 'same-function', seed: 1 });
console.log(surgeryText(report));
holds(
  'all 17 depthwise convolutions are replaced',
  report.replaced.length === 17,
  `${report.replaced.length}`,
);
holds('no tensor is left over', tf.memory().numTensors === held + model.weights.length);
const { parameters, macs } = describeModel(model);
const counted = parameters === report.after.parameters && macs === report.after.macs;
holds('the report counts what is there', counted, `${parameters} parameters, ${macs} MACs`);

const noise = tf.randomNormal([4, size, size, 3], 0.5, 0.25, 'float32', 1);
const pictures = { noise, 'a landscape': landscape(size) };
if (process.argv[2] !== undefined) pictures['8 photographs'] = await photographs(process.argv[2], size, 8);
for (const [name, images] of Object.entries(pictures)) {
  const difference = apart(model, old, images);
  const seen = tf.tidy(() => tf.max(model.predict(images), 1).dataSync());
  const surest = [...seen].map((p) => p.toFixed(2));
  holds(`the same answers within 1e-4 on ${name}`, difference < 1e-4, `${difference}; surest ${surest}`);
}

const learning = model.layers.filter((layer) => layer instanceof SkConv2D);
const flags = model.layers.filter((layer) => !learning.includes(layer) && layer.weights.length > 0);
const kept = flags.every(({ name, trainable }) => trainable === old.getLayer(name).trainable);
const frozen = flags.filter(({ trainable }) => !trainable).length;
holds('frozen layers stay frozen, and no other is', kept && frozen > 0, `${frozen} of ${flags.length}`);
const weights = learning.flatMap((layer) => layer.trainableWeights);
const atStart = values(weights);
const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), 5);
model.compile({ optimizer: tf.train.momentum(0.01, 0.9), loss: 'categoricalCrossentropy' });
const losses = [];
for (let step = 0; step < 12; step++) losses.push(await model.trainOnBatch(noise, labels));
const mean = (list) => list.reduce((sum, loss) => sum + loss, 0) / list.length;
const [first, last] = [mean(losses.slice(0, 2)), mean(losses.slice(-2))];
holds(
  'it trains, and the loss falls to less than a half',
  last < first / 2,
  losses.map((loss) => loss.toFixed(3)).join(' '),
);
const still = values(weights).filter((value, i) => value === atStart[i]);
holds('all weights of the SK convolutions have moved', still.length === 0, `${weights.length} weights`);

const work = mkdtempSync(join(tmpdir(), 'sk-foreign-'));
await saveModel(model, join(work, 'model'));
const again = await loadModel(join(work, 'model'));
rmSync(work, { recursive: true });
const difference = apart(again, model, noise);
holds('saved and loaded it answers the same', difference === 0, `${difference}`);
for (const each of [old, model, again]) each.dispose();

const inception = await layersModel(folder, 'inception_v3', 6);
const dense = replaceConvs(inception, { match: 'dense', seed: 1 });
const [, side] = inception.inputs[0].shape;
const one = landscape(side);
const dearer = `${dense.report.before.macs} MACs, ${dense.report.after.macs} with SK`;
console.log(
  `InceptionV3 of the same package: ${dense.report.skipped.length} convolutions are left, ${dearer}`,
);
const off = apart(dense.model, inception, one);
const count = dense.report.replaced.length;
holds(
  `InceptionV3 answers the same within 1e-4 with ${count} dense 3x3 convolutions replaced`,
  off < 1e-4,
  `${off}`,
);
end();
