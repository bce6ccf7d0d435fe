/** Reads damaged files, one after the other, in the process that calls it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { damagedBytes, damagedJson } from './mutate.mjs';
import { randomFrom, seedOf } from './random.mjs';
import { kinds } from './samples.mjs';

const write = (path, content) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

let known;

/** Returns file number `n` of a kind: its samples in turn, damaged. */
function fileOf({ name, samples }, seed, n) {
  const random = randomFrom(seedOf(seed, name, n));
  const { content, isJson = false, ...sample } = random.pick(samples);
  return { ...sample, content: isJson ? damagedJson(content, random) : damagedBytes(content, random) };
}

/**
 * Reads files of a kind, or of all kinds in turn.
 *
 * @param job { name, seed, from, count, seconds }: the kind, or 'all'; the first file and how many; what one may cost.
 * @returns How many were read and refused, the dearest, what was wrong, and the bytes that the process holds afterwards.
 */
export async function fuzz({ name, seed, from, count, seconds: most }, readOne) {
  known ??= await kinds();
  const folder = mkdtempSync(join(tmpdir(), 'sk-fuzz-'));
  const result = { loaded: 0, refused: 0, worst: { seconds: 0 }, faults: [] };
  const tensors = tf.memory().numTensors;
  try {
    for (let n = from; n < from + count; n++) {
      const kind = name === 'all' ? known[n % known.length] : known.find((each) => each.name === name);
      const { file, open, content, beside = {} } = fileOf(kind, seed, n);
      // Files of kinds do not lie beside those of others.
      const home = join(folder, kind.how, open.replace(/\W/g, ''));
      for (const [path, bytes] of Object.entries(beside)) write(join(home, path), bytes);
      write(join(home, file), content);
      const start = cpuSeconds();
      const { wrong, refused } = await readOne(kind.how, join(home, open));
      const seconds = cpuSeconds() - start;
      if (seconds > result.worst.seconds) result.worst = { kind: kind.name, n, seconds };
      if (refused) result.refused++;
      else result.loaded++;
      if (wrong !== undefined) result.faults.push(`${kind.name} ${n}: ${wrong}`);
      if (seconds > most) result.faults.push(`${kind.name} ${n}: took ${seconds.toFixed(1)} s`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const leaked = tf.memory().numTensors - tensors;
  if (leaked > 0) result.faults.push(`${name} ${from} to ${from + count - 1}: leak ${leaked} tensors`);
  return { ...result, faults: result.faults.slice(0, 20), held: heldBytes() };
}

function heldBytes() {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  // `external` has the buffers in it.
  return { used: heapUsed + external, rss };
}
