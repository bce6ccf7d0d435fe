/** A rank of allreduce.mjs: exchanges tensors of the sizes of a network's weights, and prints the seconds of each round. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { createModel } from 'sk-models';
import { startMpi } from 'sk-mpi/node';
import { GradientExchange } from '../../dist/ranks/gradientExchange.js';

const [, , name, rounds, implementation] = process.argv;
const ranks = await startMpi({ implementation });
await start({ threads: 1 });
const model = createModel(name, { seed: 1 });
const shapes = model.trainableWeights.map(({ shape }) => shape);
model.dispose();
const exchange = new GradientExchange(ranks);
const gradients = shapes.map((shape) => tf.ones(shape));
for (let round = 0; round < Number(rounds); round++) {
  await ranks.barrier();
  const begin = performance.now();
  const sums = await exchange.sum(gradients);
  if (ranks.rank === 0) console.log(((performance.now() - begin) / 1000).toFixed(6));
  // A sum in place is the gradient itself, which the next round wants.
  tf.dispose(sums.filter((sum) => !gradients.includes(sum)));
}
await ranks.close();
