/** Whichever file of the newest checkpoint is damaged, every command takes the one before it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeImageFolder } from '../../../../packages/sk-train/test/imageFiles.js';
import { runCommand } from './support/runCommand.js';

const work = mkdtempSync(join(tmpdir(), 'sk-damaged-'));
const data = join(work, 'data');
const whole = join(work, 'whole');
afterAll(() => rmSync(work, { recursive: true }));

const backend = ['--backend', 'wasm'];
const fit = (run: string): string[] => [
  ...['fit', '--data', data, '--model', 'sknet_slim', '--image-size', '8', '--batch-size', '3'],
  ...['--epochs', '2', '--lr', '0.02', '--workers', '0', '--out', run, ...backend],
];

beforeAll(async () => {
  await writeImageFolder(data, { train: 1, test: 1 });
  expect(await runCommand('sk-train', fit(whole))).toMatchObject({ code: 0 });
});

it.each(['weights.bin', 'optimizer.bin', 'model.json', 'state.json', 'manifest.json'])('%s', async (file) => {
  const run = join(work, file);
  cpSync(whole, run, { recursive: true });
  const newest = join(run, 'checkpoints', 'step-00000002');
  const path = join(newest, file);
  writeFileSync(path, readFileSync(path).subarray(1));

  const image = join(data, 'test', 'red', '000.png');
  const readers = [
    await runCommand('sk-train', ['eval', '--run', run, '--data', data, '--workers', '0', ...backend]),
    await runCommand('sk-train', ['predict', '--model', run, image, ...backend]),
    await runCommand('sk-train', ['export', run, '--format', 'onnx', '--out', join(work, 'x.onnx')]),
    await runCommand('sk-viz', [
      ...['confusion', '--model', run, '--images', join(data, 'test'), '--scales', '1'],
      ...['--out', join(work, 'figures'), ...backend],
    ]),
  ];
  const resumed = await runCommand('sk-train', [...fit(run), '--resume']);

  for (const { code, stderr } of [...readers, resumed]) {
    expect(code, stderr.join('\n')).toBe(0);
    expect(stderr.filter((line) => line.startsWith('passed over'))).toEqual([
      expect.stringContaining(`passed over a damaged checkpoint: ${newest}: `),
    ]);
  }
  const older = join(run, 'checkpoints', 'step-00000001');
  expect(resumed.stderr).toContain(`resuming ${older}: step 1, epoch 2`);
});
