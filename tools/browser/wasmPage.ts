/** What a page does with these packages, in a real browser: trains on wasm, and compares with cpu. */
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { install, plugin, simdBuild } from 'sk-backend-wasm';
import { conv2d, kernelOrigin } from 'sk-core';
import { attentionModel, createModel } from 'sk-models';
import type { BackendInPage } from './backendInPage.js';
import { runCases, type Share, type ShareReport } from './conformance.js';
import type { Outcome } from './outcome.js';
import { refusals } from './refusals.js';

const wasm: BackendInPage = {
  name: 'wasm',
  start: async () => {
    setWasmPaths('/wasm/');
    if (!(await tf.setBackend('wasm'))) throw new Error('wasm does not start in this browser');
    install();
    return `wasm with ${simdBuild()}`;
  },
  composites: [
    'Attend',
    'AttendBackprop',
    'Dropout',
    'SoftmaxCrossEntropy',
    'SoftmaxCrossEntropyBackprop',
  ].map((name) => `Sk${name}`),
  brings: plugin.kernels.kernels.map(({ kernelName }) => kernelName),
  guard: (run) => run(),
  // All cases pass in Node: a part of them shows that the engine of a page computes the same.
  steps: { grid: 499, others: 97, nonFinite: 1, golden: 1 },
};

const noise = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

async function on<T>(backend: string, run: () => Promise<T>): Promise<T> {
  await tf.setBackend(backend);
  return run();
}

async function losses(build: () => ReturnType<typeof sequential>): Promise<number[]> {
  const model = build();
  model.compile({ optimizer: tf.train.momentum(0.05, 0.9), loss: 'categoricalCrossentropy' });
  const [, height, width, channels] = (model.inputs[0] as { shape: number[] }).shape;
  const x = noise([8, height as number, width as number, channels as number], 1);
  const y = tf.oneHot([0, 1, 2, 0, 1, 2, 0, 1], 3);
  const { history } = await model.fit(x, y, { epochs: 3, batchSize: 8, shuffle: false, verbose: 0 });
  return history['loss'] as number[];
}

const convNet = () =>
  sequential({
    layers: [
      layers.conv2d({
        inputShape: [12, 12, 3],
        filters: 8,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: 'ones',
      }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 3, activation: 'softmax', kernelInitializer: 'zeros' }),
    ],
  });
const skNet = () => createModel('sknet_digits', { numClasses: 3, inputShape: [16, 16, 1], seed: 1 });

async function gradientOfGroupedConv(): Promise<Float32Array> {
  const [x, filter] = [noise([1, 9, 9, 8], 2), noise([3, 3, 4, 8], 3) as tf.Tensor4D];
  const loss = (p: tf.Tensor) =>
    tf.sum(tf.square(conv2d(p as tf.Tensor4D, filter, { groups: 2, strides: 2, dilations: 2, pad: 2 })));
  return (await tf.grad(loss)(x).data()) as Float32Array;
}

function close(fact: string, got: ArrayLike<number>, wanted: ArrayLike<number>): Outcome {
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) {
    const error =
      Math.abs((got[i] as number) - (wanted[i] as number)) / Math.max(1, Math.abs(wanted[i] as number));
    worst = Math.max(worst, error);
  }
  return { fact, holds: got.length === wanted.length && worst < 1e-3, seen: `worst difference ${worst}` };
}

export async function run(): Promise<Outcome[]> {
  await wasm.start();
  const outcomes = [
    close(
      'the gradient of a grouped, dilated, strided convolution on wasm is that of cpu',
      await on('wasm', gradientOfGroupedConv),
      await on('cpu', gradientOfGroupedConv),
    ),
    close(
      'a tf.layers.conv2d model trains on wasm with the losses of cpu',
      await on('wasm', () => losses(convNet)),
      await on('cpu', () => losses(convNet)),
    ),
    close(
      'a Selective Kernel network trains on wasm with the losses of cpu',
      await on('wasm', () => losses(skNet as never)),
      await on('cpu', () => losses(skNet as never)),
    ),
  ];
  await tf.setBackend('wasm');
  const origins = ['SkGroupedConv2D', 'SkFuse', 'SkSelect', 'Conv2DBackpropFilter'].map((name) =>
    kernelOrigin(name),
  );
  outcomes.push({
    fact: 'the kernels are those of the plug-in',
    holds: origins.every((origin) => origin === 'plugin'),
    seen: origins.join(),
  });
  const binaries = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.wasm'));
  outcomes.push({
    fact: crossOriginIsolated
      ? "the page is isolated, and tfjs's build for threads runs"
      : "the page is not isolated, and tfjs's build without threads runs",
    holds: binaries.length > 0 && binaries.every(({ name }) => /threaded/.test(name) === crossOriginIsolated),
    seen: binaries.map(({ name }) => name.replace(/.*\//, '')).join(),
  });
  const { sites } = attentionModel(skNet());
  outcomes.push({
    fact: 'the attention of each unit can be read',
    holds: sites.length > 0,
    seen: `${sites.length} units`,
  });
  return [...outcomes, ...(await refusals(wasm))];
}

export const conformance = (share: Share): Promise<ShareReport> => runCases(wasm, share);
