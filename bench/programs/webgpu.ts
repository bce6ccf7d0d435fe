/** The program for questions about a GPU; `bench/run.mjs` and the packed folder start it, and it starts itself as a child. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { AskOptions } from '../harness/questions/ask.js';
import { askReplay } from '../harness/replay/askReplay.js';
import { askCounts } from '../harness/report/counts.js';
import { askTraffic } from '../harness/traffic/askTraffic.js';
import { askConformance } from '../harness/webgpu/conformance.js';
import { showAdapter } from '../harness/webgpu/showAdapter.js';
import { serveWebgpu } from '../harness/webgpu/webgpuChild.js';
import { askByName, fromJson, runCommand } from './commands.js';
import { runPacked } from './packed.js';

await runCommand({
  adapter: fromJson(showAdapter),
  ask: fromJson(askOnGpu),
  child: fromJson(serveWebgpu),
  conformance: fromJson(askConformance),
  counts: fromJson(askCounts),
  packed: runPacked,
  replay: fromJson(askReplay),
  traffic: fromJson(askTraffic),
});

/** Asks a question: children run the works, and this process builds networks on the CPU backend to describe them. */
async function askOnGpu(options: AskOptions): Promise<boolean> {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  return await askByName('webgpu', options);
}
