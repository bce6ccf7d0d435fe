/** The README says what the command says, and its example runs. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';
import { exitCodes } from 'sk-io/command';
import { createModel } from 'sk-models';
import * as train from 'sk-train';
import { describe, expect, it } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('has a line for each exit code and each recipe', () => {
    const codes = [...readme.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(exitCodes));
    for (const name of Object.keys(train.recipes)) expect(readme).toContain(`\`${name}\``);
  });

  it('has an example that runs', async () => {
    const source = /```ts\n(.*?)```/s.exec(readme)?.[1] as string;
    const body = source.replace(/^import .*$/gm, '');
    const names = ['start', 'createModel', 'ArrayDataset', 'evaluate', 'fit', 'console'];
    const lines: string[] = [];
    const log = { log: (line: string) => void lines.push(line) };
    const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
    const { ArrayDataset, evaluate, fit } = train;
    await new AsyncFunction(...names, body)(start, createModel, ArrayDataset, evaluate, fit, log);
    expect(lines).toEqual([expect.stringMatching(/^8 steps, accuracy (0|1|0\.\d+)$/)]);
    expect(tf.getBackend()).toBe('wasm');
  });
});
