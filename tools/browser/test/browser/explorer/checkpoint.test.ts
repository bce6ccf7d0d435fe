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

/** Returns the digits' weights with a value in one of them: once where it is no number, everywhere where it is large; and the name of that weight. */
function spoilt(value: number, part: RegExp): { readonly weights: Buffer; readonly name: string } {
  const { weightsManifest } = JSON.parse(digits('model.json').toString()) as {
    weightsManifest: { weights: { name: string; shape: number[] }[] }[];
  };
  const weights = Buffer.from(digits('weights.bin'));
  let offset = 0;
  for (const { name, shape } of weightsManifest.flatMap((group) => group.weights)) {
    const size = shape.reduce((product, extent) => product * extent, 1);
    if (part.test(name)) {
      const places = Number.isFinite(value) ? size : 1;
      for (let i = 0; i < places; i++) weights.writeFloatLE(value, offset + 4 * i);
      return { weights, name };
    }
    offset += 4 * size;
  }
  throw new Error(`no weight is called ${part}`);
}

const spoiltFiles = (value: number, part: RegExp): Files => ({
  'model.json': digits('model.json'),
  'weights.bin': spoilt(value, part).weights,
});

/** Returns the digits' model with preprocessing that no picture survives. */
function dividing(std: number): string {
  const model = JSON.parse(digits('model.json').toString()) as {
    userDefinedMetadata: { preprocessing: { std: number[] } };
  };
  model.userDefinedMetadata.preprocessing.std = [std];
  return JSON.stringify(model);
}

type Broken = readonly [what: string, files: () => Files, message: RegExp];

const broken: readonly Broken[] = [
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
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(
    (value): Broken => [
      `a weight that holds ${value}`,
      () => spoiltFiles(value, /fc1\/kernel/),
      new RegExp(`cannot be shown: model\\.json: ${spoilt(value, /fc1\/kernel/).name} holds ${value}, `),
    ],
  ),
  [
    'finite weights that make an attention infinite',
    () => spoiltFiles(3e38, /branch0\/kernel/),
    /cannot be shown: collectAttention: the attention of SK_\w+ .* wants finite numbers/,
  ],
  [
    'a mean and a std that make pictures infinite',
    () => ({ 'model.json': dividing(1e-45), 'weights.bin': digits('weights.bin') }),
    /cannot be shown: collectAttention: image 0 wants finite numbers, got -?Infinity for value 0/,
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
