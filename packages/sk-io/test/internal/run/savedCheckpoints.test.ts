import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeCheckpoint } from '../../../src/node/run/checkpoint.js';
import { readState } from '../../../src/node/run/checkpointState.js';
import {
  bestCheckpoint,
  goBackTo,
  latestValidCheckpoint,
  removeLeftovers,
} from '../../../src/node/run/savedCheckpoints.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { freshState, tinyNetwork } from '../../support/tinyNetwork.js';

const identity = { recipeHash: 'abc', classNames: ['a', 'b', 'c'], trainImages: 9, backend: 'cpu' };

async function saveAt(run: string, steps: readonly number[], { keep = 10, best = -1 } = {}): Promise<void> {
  const model = tinyNetwork();
  for (const step of steps) {
    const state = { ...freshState, step, bestAccuracy: 0.5 };
    await writeCheckpoint(run, model, { state, velocities: [], best: step === best }, { identity, keep });
  }
}

/** What a resume does before its first step; answers the step that it goes on from. */
async function resume(run: string): Promise<number> {
  await removeLeftovers(run);
  const folder = await latestValidCheckpoint(run, () => undefined);
  const saved = folder === undefined ? undefined : await readState(folder);
  await goBackTo(run, folder, saved);
  return saved?.state.step ?? 0;
}

const namesIn = (run: string): string[] => readdirSync(join(run, 'checkpoints')).sort();
const bestName = async (run: string): Promise<string> => basename((await bestCheckpoint(run)) ?? 'none');

it('a file that is a link is damage: an older whole checkpoint is taken', async () => {
  const run = await temporaryFolder();
  await saveAt(run, [1, 2]);
  const weights = join(run, 'checkpoints', 'step-00000002', 'weights.bin');
  await rename(weights, join(run, 'elsewhere.bin'));
  await symlink(join(run, 'elsewhere.bin'), weights);
  const reasons: string[] = [];
  const folder = await latestValidCheckpoint(run, (_, reason) => reasons.push(reason));
  expect(basename(folder ?? '')).toBe('step-00000001');
  expect(reasons).toEqual(['weights.bin is no ordinary file']);
});

describe('the checkpoints of a run that goes on', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('keep the one just written, though a damaged one has a higher step', async () => {
    const run = await temporaryFolder();
    await saveAt(run, [50, 100]);
    await writeFile(join(run, 'checkpoints', 'step-00000100', 'weights.bin'), 'x');
    expect(await resume(run)).toBe(50);
    await saveAt(run, [60], { keep: 1 });
    expect(namesIn(run)).toEqual(['.step-00000100.damaged', 'step-00000060']);
    expect(await resume(run)).toBe(60);
    await saveAt(run, [100], { keep: 1 });
    expect(namesIn(run)).toEqual(['step-00000100']);
    expect(await resume(run)).toBe(100);
  });

  it('keep the one just written, though nobody set a newer one aside', async () => {
    const run = await temporaryFolder();
    await saveAt(run, [100, 60], { keep: 1 });
    expect(namesIn(run)).toEqual(['step-00000060']);
  });

  it('get back one that was about to be replaced', async () => {
    const run = await temporaryFolder();
    await saveAt(run, [7]);
    const parent = join(run, 'checkpoints');
    await rename(join(parent, 'step-00000007'), join(parent, '.step-00000007.former'));
    expect(await resume(run)).toBe(7);
    await cp(join(parent, 'step-00000007'), join(parent, '.step-00000007.former'), { recursive: true });
    expect(await resume(run)).toBe(7);
    expect(namesIn(run)).toEqual(['step-00000007']);
  });

  it('know the best one, though the process ended before best.json was written', async () => {
    const run = await temporaryFolder();
    await saveAt(run, [1, 2], { best: 1 });
    await saveAt(run, [3], { best: 3 });
    await writeFile(join(run, 'best.json'), '{"checkpoint":"step-00000001","accuracy":0.25}\n');
    await resume(run);
    expect(await bestName(run)).toBe('step-00000003');
    await rm(join(run, 'best.json'));
    await saveAt(run, [4]);
    await rm(join(run, 'checkpoints', 'step-00000004'), { recursive: true });
    await resume(run);
    expect(await bestName(run)).toBe('step-00000003');
  });

  it('have no best one where that is damaged and set aside', async () => {
    const run = await temporaryFolder();
    await saveAt(run, [1, 2], { best: 2 });
    await rm(join(run, 'checkpoints', 'step-00000002', 'state.json'));
    expect(await resume(run)).toBe(1);
    expect(await bestName(run)).toBe('none');
  });

  it('lose the files of killed saves, and no others', async () => {
    const run = await temporaryFolder();
    await mkdir(join(run, 'checkpoints', '.step-00000012.new-99'), { recursive: true });
    for (const name of ['.log.jsonl.new-12', '.best.json.new-7', 'mine.tmp']) {
      await writeFile(join(run, name), '');
    }
    expect(await resume(run)).toBe(0);
    expect(namesIn(run)).toEqual([]);
    expect(readdirSync(run).sort()).toEqual(['checkpoints', 'mine.tmp']);
  });

  it('cannot be written where the disk refuses, which is no fault of the data', async () => {
    const run = await temporaryFolder();
    await writeFile(join(run, 'checkpoints'), 'a file');
    await expect(saveAt(run, [1])).rejects.toMatchObject({
      name: 'CheckpointError',
      message: expect.stringContaining('step-00000001: cannot be saved: '),
    });
    expect(existsSync(join(run, 'best.json'))).toBe(false);
  });
});
