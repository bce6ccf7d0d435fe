/** Files of at most 100 MB that would cost a reader minutes and gigabytes: each ends within 5 s of CPU and 1 GB. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import {
  backwardChain,
  callsInTurns,
  emptyFields,
  emptyLists,
  overlappingHeaps,
  wideSum,
} from '../support/bombs.js';
import { zip } from '../support/zip.mjs';

const work = mkdtempSync(join(tmpdir(), 'sk-bombs-'));
afterAll(() => rmSync(work, { recursive: true }));
const home = fileURLToPath(new URL('../..', import.meta.url));

/** Reads a file in a process of its own, and prints what was said, seconds of CPU and megabytes. */
const reader = `
  const [how, path] = process.argv.slice(1);
  require('@tensorflow/tfjs-backend-cpu');
  const { loadKeras, loadModel, openWeights } = require('sk-io/node');
  const read = { keras: loadKeras, model: loadModel, weights: openWeights }[how];
  require('@tensorflow/tfjs-core').setBackend('cpu').then(() => read(path)).then(
    ({ layers }) => 'loaded ' + layers.length + ' layers',
    (error) => error.name + ': ' + error.message,
  ).then((said) => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    console.log(JSON.stringify({ said, seconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }));
  });`;

const config = (json: string): { name: string; bytes: Buffer; deflate: true } => ({
  ...{ name: 'config.json', bytes: Buffer.from(json), deflate: true },
});
const weights = (bytes: Buffer) => ({ name: 'model.weights.h5', bytes, deflate: true }) as const;

interface Bomb {
  readonly file: string;
  readonly how: 'keras' | 'model' | 'weights';
  readonly bytes: () => string | Uint8Array;
  readonly says: RegExp;
}

const bombs: readonly Bomb[] = [
  { file: 'heaps.h5', how: 'keras', bytes: () => overlappingHeaps(2 ** 20), says: /do not lie one behind/ },
  {
    file: 'heaps.keras',
    how: 'keras',
    bytes: () => zip([config('{}'), weights(overlappingHeaps(2 ** 18))]),
    says: /do not lie one behind/,
  },
  { file: 'fields.caffemodel', how: 'weights', bytes: () => emptyFields(48e6), says: /fields/ },
  { file: 'lists/model.json', how: 'model', bytes: () => emptyLists(21e6), says: /values/ },
  {
    file: 'lists.keras',
    how: 'keras',
    bytes: () => zip([config(emptyLists(20e6)), weights(Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'))]),
    says: /values/,
  },
  {
    file: 'chain/model.json',
    how: 'model',
    bytes: () => backwardChain(9900),
    says: /^loaded 9901 layers$|describes no model/,
  },
  { file: 'turns/model.json', how: 'model', bytes: () => callsInTurns(4000, 5900), says: /passes/ },
  { file: 'sum/model.json', how: 'model', bytes: () => wideSum(1_000_000), says: /values/ },
  { file: 'wide/model.json', how: 'model', bytes: () => wideSum(100_000), says: /at once/ },
];

it.each(bombs)('$file', ({ file, how, bytes, says }) => {
  const path = join(work, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes());
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['-e', reader, how, how === 'model' ? dirname(path) : path],
    { cwd: home, encoding: 'utf8' },
  );
  expect(stdout, stderr).not.toBe('');
  const { said, seconds, megabytes } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    readonly said: string;
    readonly seconds: number;
    readonly megabytes: number;
  };
  expect(said).toMatch(says);
  expect(seconds).toBeLessThan(5);
  expect(megabytes).toBeLessThan(1024);
});
