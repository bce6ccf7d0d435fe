import '../../../../tools/swiftshader/load.mjs';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { start } from 'sk-backend-wasm/node';
import { saveModel } from 'sk-io/node';
import { createModel } from 'sk-models';
import type { AttentionData } from 'sk-viz';
import { expect, it, vi } from 'vitest';
import { runSkViz } from '../../src/commands/program.js';

it('attention is the same on webgpu as on wasm', async () => {
  const work = mkdtempSync(join(tmpdir(), 'sk-viz-'));
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
  try {
    await start();
    const model = createModel('sknet_digits', { inputShape: [16, 16, 1], seed: 2 });
    await saveModel(model, join(work, 'model'));
    model.dispose();
    mkdirSync(join(work, 'images'));
    const pixels = Uint8Array.from({ length: 400 }, (_, i) => (i * 37) % 256);
    const image = sharp(pixels, { raw: { width: 20, height: 20, channels: 1 } });
    await image.png().toFile(join(work, 'images', 'a.png'));
    const measured = async (backend: string): Promise<number[]> => {
      const out = join(work, backend);
      await runSkViz([
        ...['attention', '--model', join(work, 'model'), '--images', join(work, 'images'), '--out', out],
        ...['--scales', '1,2', '--backend', backend, '--allow-software'],
      ]);
      expect(process.exitCode).toBe(0);
      expect(tf.getBackend()).toBe(backend);
      const data = JSON.parse(readFileSync(join(out, 'attention.json'), 'utf8')) as AttentionData;
      return data.units.flatMap(({ scales }) => scales.flatMap(({ channelMeans }) => channelMeans));
    };
    const [wanted, got] = [await measured('wasm'), await measured('webgpu')];
    expect(wanted.length).toBeGreaterThan(50);
    expect(got).toHaveLength(wanted.length);
    // Attention lies between 0 and 1.
    got.forEach((value, i) => {
      expect(Math.abs(value - (wanted[i] as number))).toBeLessThan(1e-4);
    });
  } finally {
    process.exitCode = undefined;
    vi.restoreAllMocks();
    rmSync(work, { recursive: true });
  }
});
