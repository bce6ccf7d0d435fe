/**
 * A rank of scaling.mjs: takes training steps on one thread and prints the seconds of each, `apart` without a word to the other
 * ranks but at the same time, or `together`: `steps.mjs <apart|together> <network> <images> <steps>`.
 */
import '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { createModel } from 'sk-models';
import { startMpi } from 'sk-mpi/node';
import { trainingWork } from '../../dist/commands/bench/timing/timedWork.js';

const [, , how, name, images, steps] = process.argv;
const ranks = await startMpi();
await start({ threads: 1 });
const model = createModel(name, { seed: 1 });
const work = trainingWork(model, Number(images), 1, how === 'together' ? { ranks } : {});
for (let step = 0; step < Number(steps); step++) {
  await ranks.barrier();
  const begin = performance.now();
  await work.run();
  if (ranks.rank === 0) console.log(((performance.now() - begin) / 1000).toFixed(6));
}
work.dispose();
await ranks.close();
