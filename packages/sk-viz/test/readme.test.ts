import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { attentionModel, createModel, describeModel, modelMetadata } from 'sk-models';
import * as viz from 'sk-viz';
import * as vizNode from 'sk-viz/node';
import { expect, it } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('the example of the README runs', async () => {
  await tf.setBackend('cpu');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const body = code
    .replace(/^import .*$/gm, '')
    .replace(/ as const/g, '')
    .replace(/!([,.;])/g, '$1');
  const printed: unknown[] = [];
  const names = { attentionModel, createModel, describeModel, modelMetadata, ...viz };
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<void>;
  const run = new AsyncFunction(...Object.keys(names), 'console', body);
  await run(...Object.values(names), { log: (value: unknown) => printed.push(value) });
  expect(printed[0]).toHaveLength(5);
  expect(printed[1]).toMatch(/^<svg/);
});

it('every function that the tables name is there', () => {
  const program = readme.slice(readme.indexOf('## In a program'));
  const tables = program.split('\n').filter((line) => line.startsWith('| `'));
  const names = tables.flatMap((line) =>
    [...line.split('|')[1]!.matchAll(/`([a-zA-Z]+)`/g)].map(([, name]) => name!),
  );
  const functions = names.filter((name) => name in viz || name in vizNode);
  expect(functions.length).toBeGreaterThan(20);
  for (const name of names.slice(0, names.indexOf('format')))
    expect({ ...viz, ...vizNode }).toHaveProperty(name);
});
