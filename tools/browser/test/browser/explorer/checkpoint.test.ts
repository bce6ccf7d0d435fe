/** A visitor's own checkpoint: broken files are told in a sentence and change nothing, good ones are shown. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { dist } from '../../../explorer/serveFolder.js';
import { numbersOf, type PageNumbers, settled, startsWith } from '../../../explorer/visit.js';
import { describeExplorer } from './describeExplorer.js';

type Files = Readonly<Record<string, string | Buffer>>;

const digits = (name: string): Buffer => readFileSync(join(dist, 'models', 'digits', name));

/** Returns the digits' model with a claim to read pictures of another size than it does. */
function misfit(): string {
  const model = JSON.parse(digits('model.json').toString()) as {
    userDefinedMetadata: { preprocessing: { size: number[] } };
  };
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

const broken: readonly [string, () => Files, RegExp][] = [
  ['text that is no JSON', () => ({ 'model.json': 'no JSON' }), /model\.json: is not JSON/],
  ['a model without its weights', () => ({ 'model.json': digits('model.json') }), /weights\.bin: is missing/],
  ['weights without a model', () => ({ 'weights.bin': digits('weights.bin') }), /model\.json: is missing/],
  [
    'weights that are too short',
    () => ({ 'model.json': digits('model.json'), 'weights.bin': digits('weights.bin').subarray(0, 99) }),
    /weights\.bin: has 99 bytes/,
  ],
  [
    'a model without SK units',
    () => ({ 'model.json': JSON.stringify(plainModel) }),
    /wants an SkConv2D layer with attention/,
  ],
  [
    'a model of other pictures than it says',
    () => ({ 'model.json': misfit(), 'weights.bin': digits('weights.bin') }),
    /reads \[64, 64, 1\], and says that its images are \[32, 32, 1\]/,
  ],
  ['a picture that is none', () => ({ 'broken.png': 'no picture' }), /broken\.png is no picture/],
];

/** Drops files on the page. */
async function drop(tab: Page, files: Files): Promise<void> {
  const contents = Object.entries(files).map(
    ([name, content]) => [name, Buffer.from(content).toString('base64')] as const,
  );
  await tab.evaluate((list) => {
    const transfer = new DataTransfer();
    for (const [name, base64] of list) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, contents);
}

describeExplorer('dropped files', (explorer) => {
  let before: PageNumbers;
  beforeAll(async () => {
    const { tab, home } = explorer;
    await tab.goto(home);
    await settled(tab, 1);
    before = await numbersOf(tab);
  });

  it.each(broken)('%s: a clear message, and nothing is lost', async (_, files, message) => {
    const { tab } = explorer;
    await drop(tab, files());
    await tab.waitForSelector('[role=status].failure');
    expect(await tab.locator('p[role=status]').textContent()).toMatch(message);
    expect(await numbersOf(tab)).toEqual(before);
    await tab.getByRole('button', { name: 'a handwritten 7' }).click();
    await tab.waitForSelector('[role=status]:not(.failure)');
    await settled(tab, 1);
  });

  it('a checkpoint is shown, with its numbers', async () => {
    const { tab } = explorer;
    await drop(tab, { 'model.json': digits('model.json'), 'weights.bin': digits('weights.bin') });
    await startsWith(tab, '.about', 'Your checkpoint');
    await settled(tab, 1);
    expect(await numbersOf(tab)).toEqual(before);
  });
});
