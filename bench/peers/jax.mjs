/**
 * jax-js on its wasm backend as a long-lived child of the benchmarks. Reads and writes JSON lines, see README.md, "Peers
 * speak JSON lines". Arrays are [N, C, H, W]; `ref` keeps an array that an operation would otherwise consume.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { defaultDevice, init, jit, lax, nn, numpy as np, random, vjp } from '@jax-js/jax';
import { serve } from './serve.mjs';

const manifest = join(dirname(createRequire(import.meta.url).resolve('@jax-js/jax')), '..', 'package.json');
const { version } = createRequire(import.meta.url)(manifest);
await init('wasm');
defaultDevice('wasm');

let seed = 0;
const noise = (...shape) => random.uniform(random.key(++seed), shape);
const same = (kernel, dilation) =>
  Array.from({ length: 2 }, () => Array(2).fill(((kernel - 1) * dilation) / 2));

/** A compiled function of arrays that stay alive. */
function compiled(f, inputs) {
  const run = jit(f);
  return {
    run: async () => {
      const outputs = [run(...inputs.map((input) => input.ref))].flat();
      for (const output of outputs) {
        await output.blockUntilReady();
        output.dispose();
      }
    },
    dispose: () => {
      for (const input of inputs) input.dispose();
    },
  };
}

/** f and its gradients with respect to all its inputs, for the last array as the gradient of its output. */
const training =
  (f) =>
  (...arrays) => {
    const [y, pull] = vjp(f, arrays.slice(0, -1));
    return [y, ...pull(arrays.at(-1))];
  };

const conv = (x, filters, { kernel = 3, groups = 32, dilation = 1, stride = 1 }) =>
  lax.convGeneralDilated(x, filters, [stride, stride], same(kernel, dilation), {
    rhsDilation: [dilation, dilation],
    featureGroupCount: groups,
  });

function groupedConv({ pass, batch, size, channels, groups, kernel, dilation, stride }) {
  const f = (x, filters) => conv(x, filters, { kernel, dilation, groups, stride });
  const inputs = [noise(batch, channels, size, size), noise(channels, channels / groups, kernel, kernel)];
  if (pass === 'forward') return compiled(f, inputs);
  const outputSize = Math.ceil(size / stride);
  return compiled(training(f), [...inputs, noise(batch, channels, outputSize, outputSize)]);
}

function matMul({ m, k, n, transposeA, transposeB }) {
  const f = (a, b) => np.matmul(transposeA ? a.transpose() : a, transposeB ? b.transpose() : b);
  return compiled(f, [transposeA ? noise(k, m) : noise(m, k), transposeB ? noise(n, k) : noise(k, n)]);
}

/** Batch norm over all axes but the second, and ReLU. */
function normalised(x, gamma, beta, axes, shape) {
  const centred = x.ref.sub(np.mean(x, axes, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), axes, { keepdims: true });
  const scaled = centred.div(np.sqrt(variance.add(1e-5))).mul(gamma.reshape(shape));
  return nn.relu(scaled.add(beta.reshape(shape)));
}

function skUnit({ batch, size, channels }) {
  const width = Math.max(channels / 16, 32);
  const image = [1, channels, 1, 1];
  const f = (x, f1, g1, b1, f2, g2, b2, squeeze, g3, b3, excite) => {
    const first = normalised(conv(x.ref, f1, { dilation: 1 }), g1, b1, [0, 2, 3], image);
    const second = normalised(conv(x, f2, { dilation: 2 }), g2, b2, [0, 2, 3], image);
    const s = np.mean(first.ref.add(second.ref), [2, 3]);
    const z = normalised(np.matmul(s, squeeze), g3, b3, [0], [1, width]);
    const logits = np.matmul(z, excite).reshape([batch, 2, channels, 1, 1]);
    const attention = nn.softmax(logits, 1);
    const [a, b] = np.split(attention, 2, 1).map((share) => share.reshape([batch, channels, 1, 1]));
    return first.mul(a).add(second.mul(b));
  };
  const branch = () => [noise(channels, channels / 32, 3, 3), noise(channels), noise(channels)];
  const fc = [noise(channels, width), noise(width), noise(width), noise(width, 2 * channels)];
  const images = () => noise(batch, channels, size, size);
  return compiled(training(f), [images(), ...branch(), ...branch(), ...fc, images()]);
}

const works = { groupedConv, matMul, skUnit };

await serve(version, (work) => {
  const prepare = works[work.kind];
  if (prepare === undefined) throw new Error('has no networks to compare');
  return prepare(work);
});
