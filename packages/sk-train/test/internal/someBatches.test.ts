/** Runs that end after some time, or see some batches alone. */
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch } from 'sk-models';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { HeldBatches } from '../../src/data/heldBatches.js';
import { temporaryFolder } from '../imageFiles.js';
import { tinyData } from '../tinyNetwork.js';
import { fitOnce, linesOf } from './support/fitOnce.js';
import { namesIn, writeImages } from './support/photoFolder.js';
import { runInProcess } from './support/runInProcess.js';

let data: string;
let run: string;
beforeEach(async () => {
  const work = await temporaryFolder();
  data = join(work, 'data');
  run = join(work, 'run');
  const pets = { cat: 6, dog: 6 };
  await writeImages(data, [...namesIn('train', pets), ...namesIn('val', pets)]);
});

/** Like fitOnce, without a folder for the run. */
const devRun = async (...more: string[]) =>
  await runInProcess(
    ...['fit', '--data', data, '--model', 'sknet_slim', '--recipe', 'slim', '--image-size', '16'],
    ...['--backend', 'wasm', '--threads', '1', '--workers', '0', ...more],
  );

describe('fit', () => {
  it('--fast-dev-run trains and tests on a batch and keeps nothing', async () => {
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = await temporaryFolder();
    onTestFinished(() => {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    });
    const result = await devRun('--fast-dev-run', '--batch-size', '4', '--set', 'epochs=9');
    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toMatch(/^kept nothing: done at step 1, /);
    expect(linesOf(result).join('\n')).not.toContain('warning');
    expect(existsSync(run)).toBe(false);
    expect(readdirSync(tmpdir())).toEqual([]);
    const two = await devRun('--fast-dev-run', '2', '--batch-size', '4', '--accumulate', '2', '--json');
    expect(JSON.parse(two.stdout)).toMatchObject({ step: 2, epoch: 1 });
    expect(JSON.parse(two.stdout)).not.toHaveProperty('run');
    const resumed = await devRun('--fast-dev-run', '--resume');
    expect(resumed).toMatchObject({ code: 2 });
    expect(linesOf(resumed).at(-1)).toMatch(/--fast-dev-run.* cannot be used with option '--resume'/);
  });

  it('leaves no run behind where it waits for what there is not', async () => {
    const result = await fitOnce(data, run, '--monitor', 'testAccuracyEma');
    expect(result).toMatchObject({ code: 2 });
    expect(linesOf(result).at(-1)).toContain('is of the average of the weights, and the recipe has no ema');
    expect(existsSync(join(run, 'recipe.json'))).toBe(false);
    expect(await fitOnce(data, run)).toMatchObject({ code: 0 });
  });

  it('--overfit-batches trains and tests on the same images', async () => {
    const options = ['--overfit-batches', '2', '--batch-size', '3', '--epochs', '3', '--max-steps', '99'];
    const result = await fitOnce(data, run, ...options);
    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toMatch(/: done at step 6, /);
    const other = await fitOnce(data, run, '--resume', '--epochs', '3', '--batch-size', '3');
    expect(linesOf(other).at(-1)).toContain('the run began with 6 training images, now there are 12');
  });

  it('--max-time saves and ends, and --resume goes on', async () => {
    const result = await fitOnce(
      data,
      run,
      '--max-time',
      '1s',
      '--epochs',
      '100000',
      '--max-steps',
      '100000',
    );
    expect(result).toMatchObject({ code: 0 });
    const lines = linesOf(result).join('\n');
    expect(lines).toContain('1 s are over: saving after this step');
    const resumed = await fitOnce(data, run, '--resume', '--epochs', '100000', '--max-steps', '1');
    expect(resumed).toMatchObject({ code: 0 });
    const wrong = await fitOnce(data, run, '--max-time', 'soon');
    expect(wrong).toMatchObject({ code: 2 });
    expect(linesOf(wrong).at(-1)).toContain('wants a time up to 24 days, such as 1h30m');
  });
});

it('held batches are those of the first epoch in each epoch, and in parts where smaller ones are asked for', async () => {
  const whole = tinyData(11);
  const held = await HeldBatches.first(whole, 4, 2);
  expect(held.classNames).toEqual(whole.classNames);
  expect(held.size).toBe(7);
  const all = async (batches: AsyncIterable<Batch>): Promise<Batch[]> => {
    const list: Batch[] = [];
    for await (const batch of batches) list.push(batch);
    return list;
  };
  const wanted = (await all(whole.batches({ batchSize: 4, epoch: 0 }))).slice(0, 2);
  expect(await all(held.batches({ batchSize: 4, epoch: 0 }))).toEqual(wanted);
  expect(await all(held.batches({ batchSize: 9, epoch: 5, skip: 1 }))).toEqual(wanted.slice(1));
  const parts = await all(held.batches({ batchSize: 3, epoch: 5 }));
  expect(parts.map(({ shape }) => shape[0])).toEqual([3, 2, 2]);
  for (const key of ['images', 'labels'] as const) {
    expect(parts.flatMap((part) => [...part[key]])).toEqual(wanted.flatMap((batch) => [...batch[key]]));
  }
  expect((await HeldBatches.first(whole, 4, 99)).size).toBe(11);
});
