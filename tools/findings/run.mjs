/**
 * Trains the networks of docs/findings.md, measures them on all test images and writes the page anew:
 * `npm run findings -- --data cifar10`. Needs CIFAR-10 as folders of images, and an hour on two cores; a run that is in
 * --runs already is not trained again.
 */
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { start } from 'sk-backend-wasm/node';
import { recordedState } from '../claims/recordedState.mjs';
import { measureNetwork } from './measureNetwork.mjs';
import { percent } from './text.mjs';
import { networks, train } from './train.mjs';
import { writeFindings } from './writeFindings.mjs';

const usage =
  'npm run findings -- --data <CIFAR-10 as train/<class>/* and test/<class>/*> [--runs runs/findings]';
const { values } = parseArgs({
  options: { data: { type: 'string' }, runs: { type: 'string', default: 'runs/findings' } },
});
if (values.data === undefined) {
  console.error(usage);
  process.exit(2);
}
const runs = networks.map((network) => {
  const run = join(values.runs, network.id);
  return { ...network, run, epochs: train(values.data, run, network) };
});
await start({ threads: Math.min(4, availableParallelism()) });
const found = [];
for (const { run, options: _, ...network } of runs) {
  console.log(`${network.title}: measuring`);
  const figure = percent(network.epochs.at(-1).testAccuracy);
  const state = recordedState(network.id, figure);
  found.push({ ...network, state, ...(await measureNetwork(run, join(values.data, 'test'))) });
}
const docs = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs');
console.log(`docs/findings.md, ${(await writeFindings(docs, found)).length} files in docs/findings`);
