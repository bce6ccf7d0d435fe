import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start, tensorflowReport } from 'sk-backend-node/node';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { keepBinding, latestBinding } from '../../src/node/binding/builtBinding.js';
import { bindingPath, loadBinding } from '../../src/node/binding/loadBinding.js';
import { applySettings } from '../../src/node/settings.js';

const place = mkdtempSync(join(tmpdir(), 'sk-backend-node-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const tfjsNode = {
  name: '@tensorflow/tfjs-node',
  folder: join(place, 'tfjs-node'),
  cache: join(place, 'cache'),
};

describe('start', () => {
  it('says how to install tfjs-node where it is missing', async () => {
    await expect(start()).rejects.toThrow(
      /^tensorflow: @tensorflow\/tfjs-node is not installed: npm install --ignore-scripts/,
    );
    expect(() => tensorflowReport()).toThrow('tensorflow: has not started: await start()');
  });
});

describe('a binding', () => {
  it('is the one that is given, that was built, or that tfjs-node has fetched', () => {
    expect(() => bindingPath(tfjsNode, undefined)).toThrow(
      /^tensorflow: no binding is built yet: npx sk-backend-node build --tensorflow/,
    );
    expect(() => bindingPath(tfjsNode, join(place, 'none.node'))).toThrow(/there is no binding .*none\.node/);
    const [fetched, built, given] = [
      join(tfjsNode.folder, 'lib/napi-v8/tfjs_binding.node'),
      join(place, 'built.node'),
      join(place, 'given.node'),
    ];
    mkdirSync(join(fetched, '..'), { recursive: true });
    for (const path of [fetched, built, given]) writeFileSync(path, '');
    expect(bindingPath(tfjsNode, undefined)).toBe(fetched);
    keepBinding(tfjsNode, { binding: built, tensorflow: '/tf' });
    expect(latestBinding(tfjsNode)).toEqual({ binding: built, tensorflow: '/tf' });
    expect(bindingPath(tfjsNode, undefined)).toBe(built);
    expect(bindingPath(tfjsNode, given)).toBe(given);
    rmSync(built);
    expect(bindingPath(tfjsNode, undefined)).toBe(fetched);
    writeFileSync(join(tfjsNode.cache, 'latest.json'), '{');
    expect(latestBinding(tfjsNode)).toBeUndefined();
  });

  it('that the system does not load is an error of one line', () => {
    const path = join(place, 'text.node');
    writeFileSync(path, 'no library');
    expect(existsSync(path)).toBe(true);
    expect(() => loadBinding(path)).toThrow(
      /^tensorflow: .*text\.node does not load \(.*\): npx sk-backend-node build/,
    );
  });
});

describe('settings', () => {
  const before = { ...process.env };
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  it.each([
    [{ threads: 0 }, /^start: threads wants a whole number from 1 to 1024, got 0/],
    [{ device: -1 }, /^start: device wants 'cpu' or the index of a GPU, got -1/],
  ] as const)('%j is refused', (settings, message) => {
    expect(() => applySettings(settings)).toThrow(message);
  });

  it('reach the environment once', () => {
    process.env['TF_CPP_MIN_LOG_LEVEL'] = '0';
    const settings = { threads: 3, device: 'cpu', largePages: false } as const;
    applySettings(settings);
    expect(process.env).toMatchObject({
      TF_NUM_INTRAOP_THREADS: '3',
      CUDA_VISIBLE_DEVICES: '-1',
      NVIDIA_TF32_OVERRIDE: '0',
      SK_LARGE_PAGES: '0',
      TF_CPP_MIN_LOG_LEVEL: '0',
    });
    applySettings(settings);
    expect(() => applySettings({ threads: 4 })).toThrow(/takes its settings once in a process/);
  });
});
