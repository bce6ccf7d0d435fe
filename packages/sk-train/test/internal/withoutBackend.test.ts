/** Commands list, describe and refuse before a backend starts. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { temporaryFolder, writeImageFolder } from '../imageFiles.js';
import { runInProcess } from './support/runInProcess.js';

const backends = (): string[] => Object.keys(tf.engine().registryFactory);

it.each([
  [['--help']],
  [['models', '--help']],
  [['models', 'sknet50']],
  [['models', 'sk*', '--json']],
  [['models', '--paper']],
])('%j needs no backend', async (args) => {
  const { code, stderr } = await runInProcess(...args);
  expect({ code: code ?? 0, stderr }).toEqual({ code: 0, stderr: '' });
  expect(backends()).toEqual([]);
});

it.each([
  ['predict', ['--model', 'sknet5000', 'x.jpg'], 2],
  ['predict', ['--model', 'no/run', 'x.jpg'], 3],
  ['eval', ['--run', 'no/run', '--data', 'x'], 3],
  ['bench', ['--model', 'sknet5000'], 2],
  ['fit', ['--model', 'sknet5000', '--data', 'x'], 2],
  ['export', ['sknet5000', '--format', 'onnx', '--out', 'none.onnx'], 2],
  ['import', ['none.safetensors', '--model', 'sknet5000', '--out', 'none'], 2],
])('%s %j is refused before a backend starts', async (command, args, wanted) => {
  const { code, stderr } = await runInProcess(command, ...args);
  expect(code).toBe(wanted);
  expect(stderr).toMatch(
    wanted === 2
      ? /^sk-train: no model is called 'sknet5000'\..* 'sk-train models' lists all 95\.\n$/
      : /^sk-train: no\/run: no such folder\n$/,
  );
  expect(backends()).toEqual([]);
});

it.each(['import', 'export'])('%s looks at --out before it loads anything', async (command) => {
  const out = await temporaryFolder();
  await writeFile(join(out, 'notes.txt'), '');
  const more = command === 'export' ? ['--format', 'tfjs'] : [];
  const { code, stderr } = await runInProcess(command, 'no/model', ...more, '--out', out);
  expect(code).toBe(3);
  expect(stderr).toBe(
    `sk-train: ${out}: holds notes.txt, which saving a model here would delete: choose a new folder\n`,
  );
});

it('fit ends at once where --out takes no folder', async () => {
  const data = await writeImageFolder(await temporaryFolder(), { train: 1, test: 1 });
  const { code, stderr } = await runInProcess('fit', '--data', data, '--out', '/proc/x');
  expect(code).toBe(2);
  expect(stderr).toMatch(/^sk-train: --out \/proc\/x: .*: take another place\n$/);
});

it('fit prints the model that the recipe is for', async () => {
  const { stdout } = await runInProcess('fit', '--recipe', 'imagenet', '--print-recipe');
  expect(JSON.parse(stdout)).toMatchObject({ model: 'sknet50', epochs: 100, batchSize: 256 });
});
