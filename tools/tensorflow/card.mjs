/**
 * Everything that can be said of TensorFlow on a machine with a card, in one command, after `npm run setup`:
 *
 *     node tools/tensorflow/card.mjs [--tensorflow PATH] [--folder FOLDER] [--rehearse]
 *
 * Builds against a TensorFlow with CUDA (of python3, or at PATH), runs one of each operation on each device, the whole
 * conformance suite without TF32, and prints the table of `sk-train bench`. `--rehearse` does the same on the processor, with
 * any TensorFlow and with small batches, so that nothing but the card is new on the machine that has one.
 */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bringTests, install, pack, run, test } from './folder.mjs';

const { values } = parseArgs({
  options: { tensorflow: { type: 'string' }, folder: { type: 'string' }, rehearse: { type: 'boolean' } },
});
const { rehearse = false } = values;
const place = values.folder === undefined ? mkdtempSync(join(tmpdir(), 'sk-card-')) : resolve(values.folder);
const folder = join(place, 'card');
const show = { show: true };
mkdirSync(folder, { recursive: true });

await pack(place);
await install(folder, [
  ...['sk-backend-node', 'sk-core', '@tensorflow/tfjs-core@4.22.0', '@tensorflow/tfjs-layers@4.22.0'],
  '@tensorflow/tfjs-node@4.22.0',
]);
const from = values.tensorflow === undefined ? [] : ['--tensorflow', resolve(values.tensorflow)];
const cuda = rehearse ? [] : ['--cuda'];
await run(folder, 'npx', ['sk-backend-node', 'build', ...cuda, ...from], show);
await run(folder, 'npx', ['sk-backend-node', 'check'], show);
await bringTests(folder);
const { passed } = await test(folder, 'conformance', { env: { NVIDIA_TF32_OVERRIDE: '0' } });
console.log(`conformance and contract: ${passed} passed`);

for (const model of ['sknet50', 'resnext50', 'sknet_slim']) {
  const batch = rehearse ? 2 : model === 'sknet_slim' ? 256 : 64;
  for (const more of [[], ['--inference'], ...(rehearse ? [] : [['--tf32']])]) {
    const options = ['--backend', 'tensorflow', '--model', model, '--batch-size', `${batch}`, ...more];
    await run(folder, 'npx', ['sk-train', 'bench', ...options], show);
  }
}
console.log(`the folder of all that: ${folder}`);
