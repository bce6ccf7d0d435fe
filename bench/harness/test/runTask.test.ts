/** A task with runtimes whose clocks are given, on both backends. */
import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import { taskReport } from '../report/taskReport.js';
import type { Figures } from '../run/figures.js';
import type { Participant } from '../run/participant.js';
import { runTask, type TaskResult } from '../run/runTask.js';
import type { Task } from '../run/task.js';
import { CannotError } from '../work/cannotError.js';
import type { MatMulWork, Work } from '../work/work.js';

const product = (n: number): MatMulWork => ({
  ...{ kind: 'matMul', m: 100, k: 100, n },
  ...{ transposeA: false, transposeB: false },
});
const base = product(200);
const task: Task = {
  matMul: product(50),
  copy: { batch: 1, size: 10, channels: 1 },
  works: [product(100), base],
  base,
};

/** A runtime that takes `msOf` for a call of a work. */
function participant(key: string, msOf: (work: Work) => number): Participant {
  const none = async () => {};
  const runtime = { name: `the ${key}`, threads: 1, start: () => Promise.reject() };
  return {
    ...{ key, runtime },
    started: {
      version: '1.0.0',
      prepare: async (work) => async (calls) => calls * msOf(work),
      ...{ release: none, stop: none },
    },
  };
}

/** Milliseconds of a work at so many MACs a millisecond; of a copy always 2. */
const atRate =
  (macsPerMs: number) =>
  (work: Work): number =>
    work.kind === 'matMul' ? (work.m * work.k * work.n) / macsPerMs : 2;
const failing = (message: string) => (): number => {
  throw new CannotError(message);
};

const [stock, ours] = [participant('stock', atRate(1000)), participant('ours', atRate(4000))];

function figures({ rows }: TaskResult, work: string, runtime: string): Figures {
  const found = rows.find((row) => row.work === work && row.runtime === runtime)?.figures;
  if (found === undefined || found instanceof CannotError) throw new Error(`no figures of ${runtime}`);
  return found;
}

it('a judge measures the baseline outside of the rows', async () => {
  const result = await runTask('wasm', task, [ours], stock, 3);
  expect(result.rows.map(({ work, runtime }) => [work, runtime])).toEqual([
    ['[100, 100] * [100, 100]', 'the ours'],
    ['[100, 100] * [100, 200]', 'the ours'],
  ]);
  expect(figures(result, '[100, 100] * [100, 100]', 'the ours')).toMatchObject({
    ...{ rounds: 3, medianMs: 250, baselines: 0.25, ours: 1, base: 0.5 },
  });
  expect(figures(result, '[100, 100] * [100, 200]', 'the ours')).not.toHaveProperty('base');
  expect(taskReport(result, base)).toContain(
    'baseline: tf.matMul [100, 100] * [100, 50] without plug-in, 500 ms, 0.00100 GMAC/s',
  );
});

it('a judge that cannot multiply ends the run', async () => {
  const judge = participant('stock', failing('no memory'));
  await expect(runTask('wasm', task, [ours], judge, 1)).rejects.toThrow(
    'the baseline could not be measured: no memory',
  );
});

it('without a judge everybody does the baselines, in rows, and the quickest set the ceilings', async () => {
  const result = await runTask('webgpu', task, [ours, stock], undefined, 1);
  expect(result.rows).toHaveLength(2 * 5);
  expect(result.rows[0]).toMatchObject({ work: '[100, 100] * [100, 50]', runtime: 'the ours' });
  expect(result.ceilings).toEqual({ bytesPerMs: 800 / 2, macsPerMs: 4000 });
  const slow = figures(result, '[100, 100] * [100, 100]', 'the stock');
  expect(slow).toMatchObject({ baselines: 1, ours: 4, leastMs: 300, ofLeast: 0.3 });
  expect(taskReport(result, base)).toContain(
    'ceilings: 0.000400 GB/s by the quickest copy, 0.008000 GFLOP/s',
  );
});

it("without stock kernels a runtime's own product is its baseline", async () => {
  const other = participant('other', atRate(500));
  const result = await runTask('webgpu', task, [ours, other], undefined, 1);
  expect(figures(result, '[100, 100] * [100, 100]', 'the ours').baselines).toBe(1);
  expect(figures(result, '[100, 100] * [100, 100]', 'the other').baselines).toBe(1);
});

it('a runtime that did not start has rows with the reason', async () => {
  const absent: Participant = { ...stock, key: 'absent', started: new CannotError('is not installed') };
  const { rows } = await runTask('webgpu', task, [absent], undefined, 1);
  expect(rows.map(({ version, figures: found }) => [version, (found as CannotError).message])).toEqual(
    Array(5).fill(['', 'is not installed']),
  );
});
