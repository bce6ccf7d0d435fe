/** Commands show help and diagrams without a backend, and refuse a missing model before one starts. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it, onTestFinished } from 'vitest';
import { runCommand } from './runCommand.js';

const backends = (): string[] => Object.keys(tf.engine().registryFactory);

it.each([['--help'], ['architecture'], ['report'], ['grad-cam']])(
  '%s: help needs no backend',
  async (name) => {
    expect(await runCommand(name, '--help')).toEqual({ code: 0, err: '' });
    expect(backends()).toEqual([]);
  },
);

it('the diagram of a named network needs no backend', async () => {
  const out = mkdtempSync(join(tmpdir(), 'sk-viz-'));
  onTestFinished(() => rmSync(out, { recursive: true }));
  expect(await runCommand('architecture', '--model', 'sknet_slim', '--out', out)).toMatchObject({ code: 0 });
  expect(existsSync(join(out, 'architecture.json'))).toBe(true);
  expect(backends()).toEqual([]);
});

it.each(['attention', 'report', 'grad-cam', 'architecture', 'tradeoff'])(
  '%s looks for --model before a backend starts',
  async (command) => {
    const of = command === 'tradeoff' ? '--run' : '--model';
    const images = /tradeoff|architecture/.test(command) ? [] : ['--images', 'images'];
    const out = join(tmpdir(), 'sk-viz-none');
    const { code, err } = await runCommand(command, of, 'no/run', ...images, '--out', out);
    expect({ code, err }).toEqual({ code: 3, err: 'sk-viz: no/run: no such folder\n' });
    expect(backends()).toEqual([]);
  },
);
