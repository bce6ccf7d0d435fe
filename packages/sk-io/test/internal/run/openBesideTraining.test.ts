/** A run that is opened while it trains, and takes away the checkpoint that was chosen. */
import '@tensorflow/tfjs-backend-cpu';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { loadModel } from '../../../src/node/models/loadModel.js';
import { writeCheckpoint } from '../../../src/node/run/checkpoint.js';
import { openSavedModel } from '../../../src/node/run/openSavedModel.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { freshState, tinyNetwork } from '../../support/tinyNetwork.js';

vi.mock('../../../src/node/models/loadModel.js', { spy: true });

const identity = { recipeHash: 'abc', classNames: ['a', 'b', 'c'], trainImages: 9, backend: 'cpu' };
const save = (run: string, step: number): Promise<string> =>
  writeCheckpoint(
    run,
    tinyNetwork(),
    { state: { ...freshState, step }, velocities: [], best: false },
    { identity, keep: 1 },
  );

beforeAll(() => tf.setBackend('cpu'));

it('is looked at once more, and says nothing of the checkpoint that has gone', async () => {
  const run = await temporaryFolder();
  await save(run, 1);
  const notes: string[] = [];
  vi.mocked(loadModel).mockImplementationOnce(async (folder) => {
    await save(run, 2);
    throw new Error(`${folder} is gone`);
  });
  const { folder, model } = await openSavedModel(run, { onNote: (note) => notes.push(note) });
  expect(basename(folder)).toBe('step-00000002');
  expect(notes).toEqual([]);
  model.dispose();
});

it('is not looked at again where its checkpoints are the same', async () => {
  const run = await temporaryFolder();
  rmSync(`${await save(run, 1)}/state.json`);
  const notes: string[] = [];
  await expect(openSavedModel(run, { onNote: (note) => notes.push(note) })).rejects.toThrow(
    'no valid checkpoint',
  );
  expect(notes).toEqual([expect.stringContaining('state.json is missing')]);
});
