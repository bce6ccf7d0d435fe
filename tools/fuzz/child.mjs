/** The process that reads the files: it is told of one at a time, and says what reading it cost. */
import { readFileSync, writeFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { fuzz } from './fuzzed.mjs';
import { readers } from './readers.mjs';

await tf.setBackend('cpu');
tf.enableProdMode();

/** The longest message of an error. */
const longest = 2000;

/** Returns what a reader says of a path, and what is wrong with how it says it. */
export async function readOne(how, path) {
  const { read, errors } = readers[how];
  try {
    return { said: `loaded ${await read(path)}`, refused: false };
  } catch (error) {
    const said = `${error?.name}: ${error?.message}`;
    const wrong = [
      ...(errors.includes(error?.name) ? [] : [`throws ${error?.stack ?? String(error)}`]),
      ...(said.includes('\n') ? ['says more than one line'] : []),
      ...(said.length > longest ? [`says ${said.length} characters`] : []),
    ];
    return { said: said.slice(0, 300), refused: true, ...(wrong.length > 0 && { wrong: wrong.join('; ') }) };
  }
}

const seconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Linux forgets the highest number of pages that a process has had when it is asked to. */
function peakFromNow() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return () => Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  } catch {
    return () => process.resourceUsage().maxRSS / 1024;
  }
}

async function measured({ how, path }) {
  globalThis.gc?.();
  const [peak, start, tensors] = [peakFromNow(), seconds(), tf.memory().numTensors];
  const answer = await readOne(how, path);
  const leaked = tf.memory().numTensors - tensors;
  return {
    ...answer,
    ...(leaked > 0 && { wrong: `${answer.wrong ?? ''} leaks ${leaked} tensors` }),
    seconds: seconds() - start,
    megabytes: peak(),
  };
}

process.on('message', async ({ id, job }) => {
  const answer = 'count' in job ? await fuzz(job, readOne) : await measured(job);
  process.send({ id, ...answer });
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });
