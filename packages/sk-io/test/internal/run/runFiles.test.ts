import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunFiles, readRunFiles, writeRunFiles } from 'sk-io/node';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/temporaryFolder.js';

const some: RunFiles = {
  folder: '/photos',
  valSplit: 0.1,
  files: [
    { split: 'train', name: 'cat/1.jpg', bytes: 12 },
    { split: 'train', name: 'cat/line\nbreak "é".jpg', bytes: 0 },
    { split: 'val', name: 'constructor/__proto__', bytes: 3 },
  ],
};

describe('the list of files of a run', () => {
  it('is read as it was written, from the run or from a checkpoint in it', async () => {
    const run = await temporaryFolder();
    await writeRunFiles(run, some);
    expect(await readRunFiles(run)).toEqual(some);
    const checkpoint = join(run, 'checkpoints', 'step-00000001');
    mkdirSync(checkpoint, { recursive: true });
    expect(await readRunFiles(checkpoint)).toEqual(some);
    expect(readFileSync(join(run, 'files.jsonl'), 'utf8').split('\n')).toHaveLength(5);
    const { valSplit: _, ...whole } = some;
    await writeRunFiles(run, { ...whole, files: [] });
    expect(await readRunFiles(run)).toEqual({ folder: '/photos', files: [] });
  });

  it('holds many files', async () => {
    const run = await temporaryFolder();
    const files = Array.from({ length: 25_001 }, (_, i) => ({
      split: 'train' as const,
      name: `${i}`,
      bytes: i,
    }));
    await writeRunFiles(run, { folder: '/photos', files });
    expect((await readRunFiles(run))?.files).toEqual(files);
  });

  it('is missing in a run that is older, and in a folder of a model', async () => {
    const folder = await temporaryFolder();
    expect(await readRunFiles(folder)).toBeUndefined();
    expect(await readRunFiles(join(folder, 'checkpoints', 'other'))).toBeUndefined();
  });

  it('is refused in one line where it is damaged', async () => {
    const run = await temporaryFolder();
    await writeRunFiles(run, some);
    const path = join(run, 'files.jsonl');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const damaged = async (text: string) => {
      writeFileSync(path, text);
      return await readRunFiles(run).then(
        () => 'read',
        (error: Error) => error.message,
      );
    };
    expect(await damaged(lines.slice(0, -1).join('\n'))).toBe(`${path}: lists 2 files, wants 3`);
    expect(await damaged('')).toContain(`${path}: is not JSON`);
    expect(await damaged('{"version":2}')).toBe(
      `${path}: does not begin as a list of files of this version does`,
    );
    expect(await damaged([...lines.slice(0, -1), '["trian","a",1]'].join('\n'))).toBe(
      `${path}: line 4 is not a file of the list`,
    );
  });
});
