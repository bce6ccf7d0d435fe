/** Weights as training programs leave them: with something before their names, with an average beside them, in other channels. */
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  fittingModels,
  type LoadWeightsOptions,
  loadWeights,
  ModelFileError,
  nearestModel,
  readSafetensors,
  type TensorInfo,
  type WeightSource,
} from 'sk-io';
import { saveWeights } from 'sk-io/node';
import { createModel } from 'sk-models';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/temporaryFolder.js';

const network = 'sknet_digits';
const shape = { inputShape: [16, 16, 1] } as const;

/** Tensors by name. */
type Tensors = ReadonlyMap<string, { readonly info: TensorInfo; readonly values: Float32Array }>;

/** Made before the first test, as no test changes them. */
let weights: Tensors = new Map();
/** The same network after more training. */
let others: Tensors = new Map();

async function tensorsOf(seed: number, options: Parameters<typeof createModel>[1] = shape): Promise<Tensors> {
  const path = join(await temporaryFolder(), 'x.safetensors');
  const model = createModel(network, { ...options, seed });
  await saveWeights(model, path, { names: 'timm' });
  model.dispose();
  const source = readSafetensors(readFileSync(path));
  const found = [...source.tensors.values()].map(
    async (info) => [info.name, { info, values: await source.read(info.name) }] as const,
  );
  return new Map(await Promise.all(found));
}

const renamed = (tensors: Tensors, rename: (name: string) => string): Tensors =>
  new Map([...tensors].map(([name, tensor]) => [rename(name), tensor]));

function sourceOf(...parts: readonly Tensors[]): WeightSource {
  const all = new Map(parts.flatMap((part) => [...part]));
  return {
    what: 'x.safetensors',
    tensors: new Map([...all].map(([name, { info }]) => [name, { ...info, name }])),
    read: async (name) => all.get(name)?.values ?? new Float32Array(),
    close: async () => undefined,
  };
}

const prefixed = (tensors: Tensors, prefix: string): Tensors => renamed(tensors, (name) => prefix + name);

/** Loads weights into a new network, and returns its values by timm's names, and the notes. */
async function load(
  source: WeightSource,
  options: LoadWeightsOptions = {},
  make: Parameters<typeof createModel>[1] = shape,
): Promise<{ readonly values: unknown; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const model = createModel(network, { ...make, seed: 3 });
  try {
    await loadWeights(model, source, { ...options, onNote: (text) => notes.push(text) });
    return { values: valuesOf(model), notes };
  } finally {
    model.dispose();
  }
}

const valuesOf = (model: LayersModel): unknown =>
  model.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]]);

const valuesBySeed = new Map<number, unknown>();

function wantedValues(seed: number): unknown {
  if (valuesBySeed.has(seed)) return valuesBySeed.get(seed);
  const model = createModel(network, { ...shape, seed });
  const values = valuesOf(model);
  model.dispose();
  valuesBySeed.set(seed, values);
  return values;
}

let before: number;
beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(async () => {
  if (weights.size === 0) [weights, others] = [await tensorsOf(1), await tensorsOf(2)];
  before = tf.memory().numTensors;
  return () => expect(tf.memory().numTensors).toBe(before);
});

describe('what stands before the names of weights', () => {
  it.each([
    ...['module.', 'model.', '_orig_mod.', 'backbone.', 'net.', 'state_dict.'],
    ...['module.model.', 'model.module.', '_orig_mod.module.', 'net.backbone._orig_mod.', 'model.model.'],
  ])('%s is taken off, and that is said', async (prefix) => {
    const { values, notes } = await load(sourceOf(prefixed(weights, prefix)));
    expect(values).toEqual(wantedValues(1));
    expect(notes).toEqual([`x.safetensors: took tensors under '${prefix}': ${weights.size}`]);
  });

  it('may differ between backbone and head', async () => {
    const mixed = renamed(weights, (name) =>
      name.startsWith('fc.') ? `module.${name}` : `module.backbone.${name}`,
    );
    const { values, notes } = await load(sourceOf(mixed));
    expect(values).toEqual(wantedValues(1));
    expect(notes).toEqual([
      `x.safetensors: took tensors under 'module.backbone.', 'module.': ${weights.size}`,
    ]);
  });

  it('is not looked for where the names fit as they are', async () => {
    expect(await load(sourceOf(weights))).toEqual({ values: wantedValues(1), notes: [] });
  });

  it('may be said, with and without the point, and with more behind it', async () => {
    const counted = new Map([
      ['n_averaged', { info: { name: 'n_averaged', shape: [], dtype: 'I64' }, values: new Float32Array(1) }],
    ]);
    for (const [prefix, before] of [
      ['encoder', 'encoder.'],
      ['encoder.', 'encoder.'],
      ['encoder.', 'encoder.module.'],
    ] as const) {
      const source = sourceOf(prefixed(weights, before), prefixed(others, 'target.'), counted);
      const { values, notes } = await load(source, { prefix });
      expect(values).toEqual(wantedValues(1));
      expect(notes).toEqual([
        `x.safetensors: took tensors under '${before}': ${weights.size}, and not ${[...prefixed(others, 'target.').keys()].slice(0, 3).join(', ')} and ${others.size - 2} more`,
      ]);
    }
    await expect(load(sourceOf(weights), { prefix: 'encoder' })).rejects.toThrow(
      /^x\.safetensors: no tensor's name begins with encoder; the names are \S+, \S+, \S+, \.\.\.$/,
    );
  });

  it('is part of what fits', () => {
    expect(fittingModels(sourceOf(prefixed(weights, 'module.model.')), [network])).toEqual([
      {
        ...{ name: network, names: 'timm', numClasses: 10, channels: 1 },
        ...{ prefixes: ['module.model.'], averaged: false },
      },
    ]);
  });
});

describe('an average beside the weights', () => {
  it.each([
    ['model.', 'ema.'],
    ['module.', 'model_ema.module.'],
    ['state_dict.', 'state_dict_ema.'],
    ['', 'ema_model.'],
  ])('(%s and %s) is taken if asked for, and is said to be there', async (plain, average) => {
    const source = sourceOf(prefixed(others, average), prefixed(weights, plain));
    const first = await load(source);
    expect(first.values).toEqual(wantedValues(1));
    const under = plain === '' ? 'without a prefix' : `under '${plain}'`;
    const [note = ''] = first.notes;
    expect(note.startsWith(`x.safetensors: took tensors ${under}: ${weights.size}, and not ${average}`)).toBe(
      true,
    );
    expect(note.endsWith(`and ${others.size - 3} more (an average: --ema, ema: true, takes that)`)).toBe(
      true,
    );
    const second = await load(source, { ema: true });
    expect(second.values).toEqual(wantedValues(2));
    expect(second.notes[0]).toContain(
      `took the average of the weights (EMA) under '${average}': ${others.size}, and not `,
    );
    expect(fittingModels(source, [network]).map(({ averaged }) => averaged)).toEqual([false]);
    expect(fittingModels(source, [network], { ema: true }).map(({ averaged }) => averaged)).toEqual([true]);
  });

  it('is taken where there is nothing else, and refused where there is none', async () => {
    const { values, notes } = await load(sourceOf(prefixed(others, 'ema.')));
    expect(values).toEqual(wantedValues(2));
    expect(notes).toEqual([
      `x.safetensors: took the average of the weights (EMA) under 'ema.': ${others.size}`,
    ]);
    await expect(load(sourceOf(weights), { ema: true })).rejects.toThrow(
      'x.safetensors: has no average of its weights (EMA): no name begins with ema., model_ema., state_dict_ema. or',
    );
  });
});

describe('nearestModel', () => {
  it('names the network that has the most in common with a file, and the first differences', () => {
    const changed = new Map(
      [...prefixed(weights, 'module.')].filter(([name]) => name !== 'module.conv1.weight'),
    );
    const { info, values } = weights.get('bn1.weight') ?? [...weights.values()][0] ?? expect.fail();
    changed.set('module.bn1.weight', { info: { ...info, shape: [2, 8] }, values });
    for (const name of ['a', 'b', 'c', 'd']) changed.set(`module.${name}`, { info, values });
    expect(nearestModel(sourceOf(changed), ['sknet_slim', network, 'skresnet18'])).toEqual({
      ...{ name: network, names: 'timm', prefixes: ['module.'] },
      differences:
        '1 missing: conv1.weight; 4 unexpected: "a", "b", "c" and 1 more; 1 misshapen: bn1.weight [2,8] for [16]',
    });
  });

  it('is none where no network has a tensor of the file', () => {
    const one = [...weights.values()].slice(0, 1).map((tensor) => ['strange', tensor] as const);
    expect(nearestModel(sourceOf(new Map(one)))).toBeUndefined();
  });
});

describe('another number of channels', () => {
  const colours = { inputShape: [16, 16, 3] } as const;
  const firstKernel = (values: unknown): readonly number[] =>
    (values as readonly (readonly [string, readonly number[]])[])[0]?.[1] ?? [];

  it('is recognised', async () => {
    const found = fittingModels(sourceOf(await tensorsOf(1, colours)), [network]);
    expect(found.map(({ channels }) => channels)).toEqual([3]);
  });

  it('is adapted if asked for, as timm does: the sum for one, the three in turns times 3 / channels for more', async () => {
    const file = await tensorsOf(1, colours);
    const kernel = file.get('conv1.weight');
    const [filters = 0] = kernel?.info.shape ?? [];
    // [filters, 3, 3, 3], as PyTorch has it.
    const inFile = (filter: number, channel: number, pixel: number): number =>
      kernel?.values[(filter * 3 + channel) * 9 + pixel] ?? Number.NaN;
    expect(filters).toBe(16);
    for (const channels of [1, 4, 7]) {
      const make = { inputShape: [16, 16, channels] } as const;
      await expect(load(sourceOf(file), {}, make)).rejects.toThrow(
        `does not fit the model: 1 misshapen: conv1.weight [16,3,3,3] for [16,${channels},3,3]`,
      );
      const { values } = await load(sourceOf(file), { adaptInput: true }, make);
      const loaded = firstKernel(values);
      expect(loaded).toHaveLength(9 * channels * filters);
      for (let pixel = 0; pixel < 9; pixel++) {
        for (let c = 0; c < channels; c++) {
          for (let filter = 0; filter < filters; filter++) {
            const wanted =
              channels === 1
                ? inFile(filter, 0, pixel) + inFile(filter, 1, pixel) + inFile(filter, 2, pixel)
                : (inFile(filter, c % 3, pixel) * 3) / channels;
            expect(loaded[(pixel * channels + c) * filters + filter]).toBe(Math.fround(wanted));
          }
        }
      }
    }
  });

  it('is left alone where it is the same, and refused where the file does not read colours', async () => {
    expect((await load(sourceOf(weights), { adaptInput: true })).values).toEqual(wantedValues(1));
    await expect(load(sourceOf(weights), { adaptInput: true }, colours)).rejects.toThrow(
      'x.safetensors: its first convolution reads 1 channels, and only one that reads 3 can be adapted to 3: take a model of 1 channels',
    );
  });
});

describe('weights that are not finite', () => {
  it.each([Number.NaN, Infinity, -Infinity])(
    '(%d) are refused by name, and nothing is changed',
    async (value) => {
      const { info, values } = weights.get('bn1.running_var') ?? expect.fail();
      const broken = new Map([
        ...weights,
        ['bn1.running_var', { info, values: values.with(3, value) }] as const,
      ]);
      const model = createModel(network, { ...shape, seed: 3 });
      const error = await loadWeights(model, sourceOf(broken)).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(ModelFileError);
      expect((error as Error).message).toMatch(
        new RegExp(
          `^x\\.safetensors: bn1\\.running_var holds ${value}, which makes every answer meaningless: `,
        ),
      );
      expect(valuesOf(model)).toEqual(wantedValues(3));
      await loadWeights(model, sourceOf(broken), { allowNonFinite: true });
      const loaded = new Map(valuesOf(model) as readonly (readonly [string, readonly number[]])[]);
      expect([...loaded.values()].flat().filter((each) => !Number.isFinite(each))).toEqual([value]);
      model.dispose();
    },
  );
});
