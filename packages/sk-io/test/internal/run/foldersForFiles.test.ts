/** A folder where a run has a file is called one, with its path. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runPaths } from '../../../src/node/layout/runLayout.js';
import { loadModel } from '../../../src/node/models/loadModel.js';
import { verifyCheckpoint } from '../../../src/node/run/checkpointManifest.js';
import { readState } from '../../../src/node/run/checkpointState.js';
import { readRecipeFile } from '../../../src/node/run/recipeFile.js';
import { readRunFiles } from '../../../src/node/run/runFiles.js';
import { bestCheckpoint } from '../../../src/node/run/savedCheckpoints.js';
import { readLog } from '../../../src/node/run/trainingLog.js';

const run = mkdtempSync(join(tmpdir(), 'sk-folders-'));
afterAll(() => rmSync(run, { recursive: true }));
const checkpoint = join(run, 'checkpoints', 'step-1');

it.each([
  ['state.json', join(checkpoint, 'state.json'), () => readState(checkpoint)],
  ['model.json', join(checkpoint, 'model.json'), () => loadModel(checkpoint)],
  ['the recipe', runPaths.recipe(run), () => readRecipeFile(run)],
  ['the list of files', runPaths.files(run), () => readRunFiles(run)],
  ['the best checkpoint', runPaths.best(run), () => bestCheckpoint(run)],
  ['the log', runPaths.jsonl(run), async () => readLog(run)],
])('%s', async (_, path, read) => {
  mkdirSync(path, { recursive: true });
  const error = await read().then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect((error as Error).message).toMatch(/is a folder/);
  expect((error as Error).message.startsWith(`${path}: `)).toBe(true);
});

it('a manifest, which is passed over with the reason', async () => {
  mkdirSync(join(checkpoint, 'manifest.json'), { recursive: true });
  expect(await verifyCheckpoint(checkpoint)).toMatch(/manifest\.json: is a folder$/);
});
