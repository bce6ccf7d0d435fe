/** Files that timm wrote, and the logits that PyTorch computed from them: tools/golden/write_timm.py, reduced networks. */
import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, model as toModel } from '@tensorflow/tfjs-layers';
import { loadWeights, readSafetensors } from 'sk-io';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Backbone } from '../../../sk-models/src/zoo/blocks/backbone.js';
import { classifierHead } from '../../../sk-models/src/zoo/blocks/classifierHead.js';
import { stackStages } from '../../../sk-models/src/zoo/blocks/stackStages.js';
import { timmStem } from '../../../sk-models/src/zoo/blocks/timmStem.js';
import { type TimmUnit, timmUnit } from '../../../sk-models/src/zoo/blocks/timmUnit.js';
import { openWeights, saveWeights } from '../../src/node/index.js';
import { patternImage } from '../patternImage.js';

const folder = fileURLToPath(new URL('../data/golden/timm', import.meta.url));

interface Golden {
  readonly size: readonly [number, number];
  readonly models: Readonly<Record<string, { readonly sha256: string; readonly logits: readonly number[] }>>;
}
const golden = JSON.parse(readFileSync(join(folder, 'logits.json'), 'utf8')) as Golden;

interface Reduced extends Omit<Backbone, 'stem'>, TimmUnit {
  readonly stemFilters: number;
  readonly deepStem?: boolean;
}

const narrow = { widths: [8, 16], strides: [1, 2], groups: 1, stemFilters: 64 } as const;
const grouped = {
  ...narrow,
  block: 'bottleneck',
  depths: [1, 1],
  groups: 32,
  widths: [32, 64],
  outputs: [64, 128],
} as const;
const halves = { splitInput: true, reduction: 16, minWidth: 8 } as const;

const networks: Readonly<Record<string, Reduced>> = {
  skresnet18: {
    ...{ ...narrow, block: 'basic', depths: [1, 2], outputs: [8, 16] },
    selective: { splitInput: true, reduction: 8, minWidth: 16 },
  },
  skresnet50: { ...narrow, block: 'bottleneck', depths: [1, 1], outputs: [32, 64], selective: halves },
  skresnet50d: {
    ...{ ...narrow, block: 'bottleneck', depths: [1, 2], outputs: [32, 64], selective: halves },
    ...{ stemFilters: 16, deepStem: true, averageDown: true },
  },
  skresnext50_32x4d: { ...grouped, selective: { splitInput: false, reduction: 16, minWidth: 32 } },
  seresnext50_32x4d: {
    ...grouped,
    depths: [2],
    widths: [64],
    outputs: [128],
    strides: [1],
    squeezeExcite: 16,
  },
};

function build(name: string): LayersModel {
  const { stemFilters, deepStem = false, ...network } = networks[name] as Reduced;
  const image = input({ shape: [...golden.size, 3], name: 'data' });
  const stem = timmStem(image, stemFilters, deepStem, 1);
  const features = stackStages(stem, network, 1, (x, unit) => timmUnit(x, unit, network));
  return toModel({ name, inputs: image, outputs: classifierHead(features, 10, 1) });
}

describe.each(Object.entries(golden.models))('%s of timm, reduced', (name, { sha256, logits }) => {
  const path = join(folder, `${name}.safetensors`);
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('is the file that was written with its logits', () => {
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(sha256);
  });

  it('gives the logits of PyTorch to 1e-5 of the largest', async () => {
    const model = build(name);
    const tensors = tf.memory().numTensors;
    const source = await openWeights(path);
    await loadWeights(model, source);
    await source.close();
    expect(tf.memory().numTensors).toBe(tensors);
    const view = toModel({ inputs: model.inputs, outputs: model.getLayer('classifier').output });
    const x = patternImage(...golden.size);
    const y = view.predict(x) as tf.Tensor;
    const found = await y.data();
    const scale = Math.max(...logits.map(Math.abs));
    const errors = logits.map((value, k) => Math.abs(value - (found[k] as number)) / scale);
    expect(Math.max(...errors)).toBeLessThan(1e-5);
    tf.dispose([x, y]);
    model.dispose();
  });

  it('goes out again as the same tensors under the same names', async () => {
    const home = await mkdtemp(join(tmpdir(), 'sk-timm-'));
    const model = build(name);
    const source = readSafetensors(readFileSync(path));
    await loadWeights(model, source);
    await saveWeights(model, join(home, 'out.safetensors'), { names: 'timm', dtype: 'F16' });
    model.dispose();
    const out = readSafetensors(readFileSync(join(home, 'out.safetensors')));
    await rm(home, { recursive: true });
    const weights = [...source.tensors.values()].filter((tensor) => tensor.unreadable === undefined);
    expect(new Set(out.tensors.keys())).toEqual(new Set(weights.map((tensor) => tensor.name)));
    for (const { name: tensor, shape } of weights) {
      expect(out.tensors.get(tensor)?.shape, tensor).toEqual(shape);
      expect(await out.read(tensor), tensor).toEqual(await source.read(tensor));
    }
  });
});
