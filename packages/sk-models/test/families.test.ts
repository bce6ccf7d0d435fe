/** The entry of each family: what a page gets that imports one of them. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { build } from 'esbuild';
import { createModel, type Family, modelMetadata, registry } from 'sk-models';
import { sknet } from 'sk-models/families/sknet';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const names = readdirSync(join(root, 'src/zoo/families')).map((file) => file.replace(/\.ts$/, ''));
const load = async (name: string): Promise<Family> => {
  const entry = (await import(`sk-models/families/${name}`)) as Readonly<Record<string, Family>>;
  expect(Object.keys(entry)).toEqual([name]);
  return entry[name] as Family;
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Bundles a page that makes a model of one family. @returns Its modules, and its text. */
async function bundle(name: string): Promise<{ modules: string[]; text: string }> {
  const { metafile, outputFiles } = await build({
    stdin: {
      contents: `import { ${name} } from 'sk-models/families/${name}'; globalThis.create = ${name}.createModel;`,
      resolveDir: root,
    },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: process.env['SK_TEST_BUILT'] === '1' ? [] : ['sk-source'],
    external: ['@tensorflow/*'],
    logLevel: 'silent',
  });
  return { modules: Object.keys(metafile.inputs), text: outputFiles.map((file) => file.text).join() };
}

describe('a family', () => {
  it('is in the registry with all of its networks, and every network is in one', async () => {
    const families = await Promise.all(names.map(load));
    const entries = families.flatMap(({ entries }) => [...entries.values()]);
    expect(entries).toHaveLength(registry.size);
    for (const entry of entries) expect(registry.get(entry.name)).toBe(entry);
  });

  it('creates a network as createModel does, weights and metadata', () => {
    const options = { seed: 3, widthMultiplier: 1 / 4, numClasses: 10 };
    const models = [createModel('sknet_slim', options), sknet.createModel('sknet_slim', options)];
    const parts = ({ weights }: LayersModel): unknown =>
      weights.map((weight) => [weight.originalName, weight.read().dataSync()]);
    const [wanted, got] = models.map((model) => [parts(model), modelMetadata(model)]);
    expect(got).toEqual(wanted);
    for (const model of models) model.dispose();
  });

  it('names its networks where it has none of a name', () => {
    expect(() => sknet.createModel('sknet5')).toThrow(
      /^no model is called 'sknet5'\. Did you mean 'sknet50'\? Its family has sknet26, sknet50, sknet101, .*sknet_slim_k3_k5_k7\.$/,
    );
  });
});

it.each(names)('a page that imports %s alone has no other family and no registry', async (name) => {
  const { modules, text } = await bundle(name);
  const zoo = modules.filter((module) => /zoo\/(families|registry|paper)\//.test(module));
  expect(zoo.map((module) => module.replace(/^.*zoo\/|\.[jt]s$/g, ''))).toEqual([`families/${name}`]);
  const { entries } = await load(name);
  const others = [...registry.values()].filter((entry) => !entries.has(entry.name));
  expect(others.filter(({ description }) => text.includes(`"${description}"`))).toEqual([]);
});
