import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';
import { attentionModel, createModel, describeModel, modelMetadata } from 'sk-models';
import * as viz from 'sk-viz';
import * as vizNode from 'sk-viz/node';
import { afterAll, expect, it } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

afterAll(async () => {
  await tf.setBackend('cpu');
});

it('the example of the README runs', async () => {
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const body = code
    .replace(/^import .*$/gm, '')
    .replace(/ as const/g, '')
    .replace(/!([,.;])/g, '$1');
  const printed: unknown[] = [];
  const names = { start, attentionModel, createModel, describeModel, modelMetadata, ...viz };
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<void>;
  const run = new AsyncFunction(...Object.keys(names), 'console', body);
  await run(...Object.values(names), { log: (value: unknown) => printed.push(value) });
  expect(printed[0]).toHaveLength(5);
  expect(printed[1]).toMatch(/^<svg/);
});

it.each([
  ['`sk-viz` (Node and browser)', viz],
  ['`sk-viz/node`', vizNode],
])('the table of %s names every exported value, and no other', (head, entry) => {
  const table = readme.slice(readme.indexOf(`| ${head} |`)).split('\n\n', 1)[0]!;
  const names = table
    .split('\n')
    .slice(2)
    .flatMap((line) => [...line.split('|')[1]!.matchAll(/`([a-zA-Z]+)`/g)].map(([, name]) => name!));
  expect(names.sort()).toEqual(Object.keys(entry).sort());
});
