import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRecipe, recipes } from 'sk-train';
import { describe, expect, it } from 'vitest';
import { lockRun, recipeHash } from '../../src/node/run/runFolder.js';
import { temporaryFolder } from '../imageFiles.js';

describe('lockRun', () => {
  it('keeps a second trainer out while the first one lives', async () => {
    const run = await temporaryFolder();
    // The parent of this process is alive.
    writeFileSync(join(run, 'lock'), `${process.ppid}\n`);
    await expect(lockRun(run)).rejects.toThrow(`process ${process.ppid} trains here already`);
  });

  it('takes over the lock of a process that is gone, and gives it back', async () => {
    const run = await temporaryFolder();
    writeFileSync(join(run, 'lock'), '4194305\n');
    const unlock = await lockRun(run);
    expect(existsSync(join(run, 'lock'))).toBe(true);
    await unlock();
    expect(existsSync(join(run, 'lock'))).toBe(false);
  });
});

describe('recipeHash', () => {
  it('is the same for more epochs only where the learning rate does not depend on them', () => {
    const steps = parseRecipe(recipes['imagenet']);
    const cosine = parseRecipe(recipes['slim']);
    expect(recipeHash({ ...steps, epochs: 7 })).toBe(recipeHash(steps));
    expect(recipeHash({ ...cosine, epochs: 7 })).not.toBe(recipeHash(cosine));
    expect(recipeHash({ ...steps, seed: 7 })).not.toBe(recipeHash(steps));
  });
});
