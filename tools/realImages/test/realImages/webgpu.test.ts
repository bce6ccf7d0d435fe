/** Training on WebGPU, on images of CIFAR-10, has the losses of wasm. On SwiftShader, so images and batches are small. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cifarArchive, unpack } from '../../archives.js';
import { type Finished, lossesOf, runCommand } from '../../command.js';
import { firstOfEach } from '../../firstOfEach.js';

/** A step takes a software adapter seconds: SK_TEST_RELEASE=1 takes ten. */
const steps = process.env['SK_TEST_RELEASE'] === '1' ? 10 : 4;

const work = mkdtempSync(join(tmpdir(), 'sk-webgpu-images-'));
const data = join(work, 'some');

beforeAll(() => void firstOfEach(unpack(cifarArchive, join(work, 'all')), data, { train: 20, test: 2 }));
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('sk-train fit --backend webgpu', () => {
  const onGpu = ['--backend', 'webgpu', '--allow-software'];
  const fit = (run: string, maxSteps: number, ...options: string[]): Promise<Finished> =>
    runCommand(
      'sk-train',
      [
        ...['fit', '--data', data, '--out', join(work, run), '--model', 'sknet_slim', '--image-size', '16'],
        ...['--batch-size', '20', '--epochs', '1', '--lr', '0.01', '--seed', '1', '--log-every', '1'],
        ...['--max-steps', `${maxSteps}`, ...options],
      ],
      { gpu: true },
    );
  const furthest = (got: readonly number[], wanted: readonly number[]): number =>
    Math.max(...wanted.map((loss, i) => Math.abs((got[i] ?? Number.NaN) / loss - 1)));

  it('refuses a software adapter unless it is allowed', async () => {
    expect((await fit('refused', 1, '--backend', 'webgpu')).code).toBe(2);
  });

  it(`has the losses of wasm in steps 1 to ${steps} within 1e-3`, async () => {
    const onWasm = await fit('wasm', steps, '--backend', 'wasm');
    expect(onWasm.code, onWasm.stderr).toBe(0);
    const gpu = await fit('gpu', steps, ...onGpu);
    expect(gpu.code, gpu.stderr).toBe(0);
    expect(lossesOf(join(work, 'gpu'))).toHaveLength(steps);
    expect(furthest(lossesOf(join(work, 'gpu')), lossesOf(join(work, 'wasm')))).toBeLessThan(1e-3);
  });
});
