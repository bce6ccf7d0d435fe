/** How runtimes in processes of their own are started. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { questions } from '../../questions/questions.js';
import type { Host } from '../runtimes/runtime.js';
import { runtimes } from '../runtimes/runtimes.js';

/** A program in the place of worker.py and of our own, which gives its arguments for its version. */
const echo =
  "console.log(JSON.stringify({ version: process.argv.slice(2).join(' ') })); process.stdin.resume();";

function echoHost(): Host {
  const peers = mkdtempSync(join(tmpdir(), 'sk-bench-'));
  onTestFinished(() => rmSync(peers, { recursive: true, force: true }));
  const program = join(peers, 'program.cjs');
  for (const path of [program, join(peers, 'worker.py')]) writeFileSync(path, echo);
  return { peers, python: process.execPath, program, allowSoftware: false, clock: 'wall' };
}

it('a card compares training steps, captured or not, in mixed precision too, with four ways of PyTorch', async () => {
  const host = echoHost();
  const started: Record<string, string> = {};
  for (const key of questions['trainStep']?.webgpu?.runtimes ?? []) {
    const runtime = runtimes.webgpu[key as keyof typeof runtimes.webgpu];
    const { version, stop } = await runtime.start(host);
    await stop();
    started[key] = version;
  }
  const child = (kernels: string, variation: string) =>
    `child ${JSON.stringify({ kernels, variation, allowSoftware: false })}`;
  expect(started).toEqual({
    ours: child('plugin', 'plain'),
    captured: child('plugin', 'captured'),
    mixed: child('plugin', 'mixed'),
    stock: child('stock', 'plain'),
    'torch-cuda': '1 plain cuda float32',
    'torch-tf32': '1 plain cuda tf32',
    'torch-amp': '1 plain cuda amp',
    'torch-compile': '1 plain cuda compile',
    'timm-cuda': '1 timm cuda float32',
  });
});
