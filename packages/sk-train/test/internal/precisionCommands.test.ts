/** `sk-train fit` and `bench` in mixed precision, on a backend that multiplies in float32 alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLog, readState } from 'sk-io/node';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { fitOnce, linesOf } from './support/fitOnce.js';
import { namesIn, writeImages } from './support/photoFolder.js';
import { runInProcess } from './support/runInProcess.js';

const own = ['--precision', 'mixed', '--set', 'lossScale.interval=2', '--epochs', '2'] as const;
const says = 'precision mixed: the loss is scaled; products on wasm: float32 everywhere';

it('fit keeps the scale, goes on to the bit, and refuses to go on in float32', async () => {
  const work = await temporaryFolder();
  const [data, run, whole] = ['data', 'run', 'whole'].map((name) => join(work, name)) as [
    string,
    string,
    string,
  ];
  await writeImages(data, [...namesIn('train', { cat: 3, dog: 3 }), ...namesIn('val', { cat: 2, dog: 2 })]);
  expect(await fitOnce(data, whole, ...own, '--max-steps', '6', '--log-every', '1')).toMatchObject({
    code: 0,
  });
  const first = await fitOnce(data, run, ...own, '--max-steps', '3');
  expect(first).toMatchObject({ code: 0 });
  expect(linesOf(first).join('\n')).toContain(says);
  const resumed = await fitOnce(data, run, ...own, '--max-steps', '6', '--resume');
  expect(resumed).toMatchObject({ code: 0 });
  const [a, b] = [run, whole].map((folder) => join(folder, 'checkpoints/step-00000006')) as [string, string];
  for (const file of ['weights.bin', 'optimizer.bin']) {
    expect(readFileSync(join(a, file)).equals(readFileSync(join(b, file)))).toBe(true);
  }
  const lossScaling = { scale: 8 * 65536, goodSteps: 0, skippedSteps: 0 };
  expect((await readState(a)).state.lossScaling).toEqual(lossScaling);
  const steps = readLog(whole)?.filter(({ kind }) => kind === 'step');
  expect(steps?.map((record) => record.kind === 'step' && record.lossScale)).toEqual(
    [1, 2, 2, 4, 4, 8].map((factor) => factor * 65536),
  );
  const other = await fitOnce(data, run, '--precision', 'float32', '--epochs', '2', '--resume');
  expect(other.code).not.toBe(0);
  expect(other.stderr).toContain('precision');
});

it('bench times a step that scales the loss', async () => {
  const options = [
    '--model',
    'sknet_digits',
    '--batch-size',
    '2',
    '--steps',
    '1',
    '--backend',
    'wasm',
    '--json',
  ];
  const mixed = await runInProcess('bench', ...options, '--precision', 'mixed');
  expect(mixed.stderr).toContain(says);
  expect(JSON.parse(mixed.stdout)).toMatchObject({ products: 'float32 everywhere' });
  const plain = await runInProcess('bench', ...options, '--precision', 'float32');
  expect(plain.stderr).not.toContain('precision');
  expect(JSON.parse(plain.stdout)).not.toHaveProperty('products');
});
