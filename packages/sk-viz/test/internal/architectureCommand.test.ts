import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { saveModel } from 'sk-io/node';
import type { ArchitectureData } from 'sk-viz';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ran, runCommand } from './runCommand.js';

let work: string;
let err = '';
const path = (...parts: string[]): string => join(work, ...parts);
const read = (): ArchitectureData =>
  JSON.parse(readFileSync(path('out', 'architecture.json'), 'utf8')) as ArchitectureData;

async function architecture(model: string): Promise<Ran['code']> {
  const ran = await runCommand('architecture', '--model', model, '--out', path('out'));
  err = ran.err;
  return ran.code;
}

beforeAll(async () => {
  await tf.setBackend('cpu');
  work = mkdtempSync(join(tmpdir(), 'sk-viz-'));
  const plain = sequential({
    layers: [layers.flatten({ inputShape: [16, 16, 3] }), layers.dense({ units: 2 })],
  });
  await saveModel(plain, path('plain'));
  plain.dispose();
});
afterAll(() => rmSync(work, { recursive: true, force: true }));
beforeEach(() => rmSync(path('out'), { recursive: true, force: true }));

describe('sk-viz architecture', () => {
  it('a network by its name', async () => {
    expect(await architecture('sknet50')).toBe(0);
    expect(read()).toMatchObject({ model: 'sknet50', parameters: 27_479_784 });
    expect(readdirSync(path('out')).sort()).toEqual([
      'architecture-diagram.csv',
      'architecture-diagram.json',
      'architecture-diagram.png',
      'architecture-diagram.svg',
      'architecture.csv',
      'architecture.json',
    ]);
  });

  it('a model folder without SK units', async () => {
    const before = tf.memory().numTensors;
    expect(await architecture(path('plain'))).toBe(0);
    expect(read()).toMatchObject({ model: 'plain', parameters: 1538 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('a name that is not known: 2; a path without a model: 3; one line', async () => {
    expect(await architecture('sknet51')).toBe(2);
    expect(err).toMatch(
      /^sk-viz: no model is called 'sknet51'\. Did you mean 'sknet50'\? 'sk-train models' lists all 95\.\n$/,
    );
    expect(await architecture(path('none'))).toBe(3);
    expect(err).toBe(`sk-viz: ${path('none')}: no such folder\n`);
  });
});
