/** The example of the README, run as it stands there. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, expect, it, vi } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));
const readme = readFileSync(join(here, '../../../README.md'), 'utf8');
const folder = join(here, '../out');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the example trains on wasm, and prints its losses and the attention of each unit', async () => {
  const [, code] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  expect(code).toBeDefined();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'readme.ts');
  writeFileSync(file, code as string);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import(/* @vite-ignore */ file);
  const lines = log.mock.calls;
  log.mockRestore();

  expect(tf.getBackend()).toBe('wasm');
  const [, losses, , shape] = lines[0] as [string, number[], string, number[]];
  expect(losses.length).toBe(4);
  expect(losses.at(-1)).toBeLessThan(losses[0] as number);
  expect(shape).toEqual([8, 10]);
  const units = lines.slice(1) as [string, string, number[]][];
  expect(units.length).toBeGreaterThan(1);
  for (const [unit, , [n, branches]] of units) {
    expect(unit).toMatch(/^SK_\d_\d$/);
    expect([n, branches]).toEqual([8, 2]);
  }
});
