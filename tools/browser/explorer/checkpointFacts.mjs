/** One's own checkpoint: broken files are told in a sentence and change nothing, good ones are shown. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dist } from './serveFolder.mjs';
import { numbersOf, settled } from './visit.mjs';

const digits = (name) => readFileSync(join(dist, 'models', 'digits', name));
/** The digits' model, which says that it reads pictures of another size than it does. */
function misfit() {
  const model = JSON.parse(digits('model.json'));
  model.userDefinedMetadata.preprocessing.size = [32, 32];
  return JSON.stringify(model);
}

const plainModel = {
  format: 'layers-model',
  modelTopology: {
    class_name: 'Sequential',
    config: {
      name: 'plain',
      layers: [
        {
          class_name: 'Flatten',
          config: { name: 'flatten', batch_input_shape: [null, 8, 8, 1], dtype: 'float32' },
        },
      ],
    },
    backend: 'tensor_flow.js',
  },
  weightsManifest: [],
};

export async function checkpointFacts({ tab, home }, holds) {
  await tab.goto(home);
  await settled(tab, 1);
  const before = JSON.stringify(await numbersOf(tab));
  const broken = [
    ['text that is no JSON', { 'model.json': 'no JSON' }, /model\.json: is not JSON/],
    ['a model without its weights', { 'model.json': digits('model.json') }, /weights\.bin: is missing/],
    ['weights without a model', { 'weights.bin': digits('weights.bin') }, /model\.json: is missing/],
    [
      'weights that are too short',
      { 'model.json': digits('model.json'), 'weights.bin': digits('weights.bin').subarray(0, 99) },
      /weights\.bin: has 99 bytes/,
    ],
    ['a model without SK units', { 'model.json': JSON.stringify(plainModel) }, /no SkConv2D layer/],
    [
      'a model of other pictures than it says',
      { 'model.json': misfit(), 'weights.bin': digits('weights.bin') },
      /reads \[64, 64, 1\], and says that its images are \[32, 32, 1\]/,
    ],
    ['a picture that is none', { 'broken.png': 'no picture' }, /broken\.png is no picture/],
  ];
  for (const [what, files, wanted] of broken) {
    await drop(tab, files);
    await tab.waitForSelector('[role=status].failure');
    const said = await tab.locator('p[role=status]').textContent();
    const same = JSON.stringify(await numbersOf(tab)) === before;
    holds(`dropped: ${what}: a clear message, and nothing is lost`, wanted.test(said) && same, said);
    await tab.getByRole('button', { name: 'a handwritten 7' }).click();
    await tab.waitForSelector('[role=status]:not(.failure)');
    await settled(tab, 1);
  }
  await drop(tab, { 'model.json': digits('model.json'), 'weights.bin': digits('weights.bin') });
  await tab.waitForFunction(() => document.querySelector('.about').textContent.startsWith('Your checkpoint'));
  await settled(tab, 1);
  holds(
    'dropped: a checkpoint is shown',
    JSON.stringify(await numbersOf(tab)) === before,
    'the same numbers',
  );
}

async function drop(tab, files) {
  const contents = Object.entries(files).map(([name, content]) => [
    name,
    Buffer.from(content).toString('base64'),
  ]);
  await tab.evaluate(async (list) => {
    const transfer = new DataTransfer();
    for (const [name, base64] of list) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, contents);
}
