/**
 * Two ranks on two cores, a thread each: how many times the images of one rank they train a second, beside two processes that
 * know nothing of each other, and what `sk-train plan` has said of it. Wants Open MPI. All take turns.
 *
 *   node bench/ranks/scaling.mjs [turns=3] [file for the findings as CSV]
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [turns = '3', table] = process.argv.slice(2);
/** Networks, and the images of a rank. */
const works = [
  ['sknet_slim', 16],
  ['sknet_slim', 64],
  ['sknet26', 1],
  ['sknet26', 2],
];
const stepsPerTurn = 7;
/** Steps of each turn that warm up. */
const warmUps = 2;

const env = { ...process.env, OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' };
const place = (file) => fileURLToPath(new URL(file, import.meta.url));
const run = (ranks, args) =>
  execFileSync(
    'mpirun.openmpi',
    ['-n', `${ranks}`, '--oversubscribe', '--bind-to', 'none', process.execPath, ...args],
    { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function timed(ranks, how, [network, images]) {
  const args = [how, network, `${images}`, `${warmUps + stepsPerTurn}`];
  const lines = run(ranks, [place('steps.mjs'), ...args])
    .trim()
    .split('\n');
  return lines.slice(warmUps).map(Number);
}

function planned([network, images]) {
  const options = ['--model', network, '--batch-size', `${images}`, '--ranks', '2', '--json'];
  const backend = ['--backend', 'wasm', '--threads', '1'];
  const plan = JSON.parse(run(2, [place('../../bin/sk-train.js'), 'plan', ...options, ...backend]));
  return plan.steps.find(({ ranks }) => ranks === 2).step;
}

const rows = [];
for (const work of works) {
  const seconds = { alone: [], apart: [], together: [], planned: [] };
  for (let turn = 0; turn < Number(turns); turn++) {
    seconds.alone.push(...timed(1, 'apart', work));
    seconds.apart.push(...timed(2, 'apart', work));
    seconds.together.push(...timed(2, 'together', work));
    seconds.planned.push(planned(work));
  }
  const [network, images] = work;
  const ms = Object.fromEntries(Object.entries(seconds).map(([how, list]) => [how, 1000 * median(list)]));
  const row = {
    ...{ network, images_per_rank: images, turns },
    ...Object.fromEntries(Object.entries(ms).map(([how, time]) => [`${how}_ms`, time.toFixed(2)])),
    times_one_rank: ((2 * ms.alone) / ms.together).toFixed(3),
    of_two_apart: (ms.apart / ms.together).toFixed(3),
    planned_of_measured: (ms.planned / ms.together).toFixed(3),
  };
  rows.push(row);
  console.log(
    `${network}, ${images} images a rank: two ranks ${row.times_one_rank} times the images/s of one, ${row.of_two_apart} of two processes apart; a step ${row.together_ms} ms, planned ${row.planned_ms} ms (${row.planned_of_measured})`,
  );
}
if (table !== undefined) {
  const names = Object.keys(rows[0]);
  writeFileSync(table, [names, ...rows.map(Object.values)].map((cells) => `${cells.join(',')}\n`).join(''));
}
