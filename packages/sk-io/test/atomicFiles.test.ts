import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from 'sk-io/node';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { completeFolder, isLeftover, syncFolder, writeFolderAtomically, writeSynced } from '#internal';

const root = mkdtempSync(join(tmpdir(), 'sk-io-atomic-'));
const home = join(root, 'home');
beforeEach(() => {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
});
afterAll(() => rmSync(root, { recursive: true }));

describe('writeFileAtomically', () => {
  const path = join(home, 'deep', 'file.txt');

  it('makes the folders on the way and leaves nothing beside the file', async () => {
    await writeFileAtomically(path, 'one');
    await writeFileAtomically(path, Uint8Array.of(0x74, 0x77, 0x6f));
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(join(home, 'deep'))).toEqual(['file.txt']);
  });

  it('readers see the old content until the new one is whole', async () => {
    await writeFileAtomically(path, 'old');
    await writeFileAtomically(path, async (file) => {
      await file.writeFile('new ');
      expect(readFileSync(path, 'utf8')).toBe('old');
      const [half] = readdirSync(join(home, 'deep')).filter((name) => name !== 'file.txt');
      expect(isLeftover(half ?? '', 'file.txt')).toBe(true);
      expect(isLeftover(half ?? '', 'file')).toBe(false);
      await file.writeFile('content');
    });
    expect(readFileSync(path, 'utf8')).toBe('new content');
  });

  it('keeps the old content where the new one fails, and throws what was thrown', async () => {
    await writeFileAtomically(path, 'old');
    const failure = new Error('no more');
    const failing = writeFileAtomically(path, async (file) => {
      await file.writeFile('half');
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(join(home, 'deep'))).toEqual(['file.txt']);
  });

  it("throws the system's error where a folder stands in the way", async () => {
    mkdirSync(path, { recursive: true });
    await expect(writeFileAtomically(path, 'x')).rejects.toMatchObject({ code: 'EISDIR' });
    expect(readdirSync(join(home, 'deep'))).toEqual(['file.txt']);
  });

  it('two writers of one file do not meet', async () => {
    const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000));
    await Promise.all(texts.map((text) => writeFileAtomically(path, text)));
    expect(texts).toContain(readFileSync(path, 'utf8'));
    expect(readdirSync(join(home, 'deep'))).toEqual(['file.txt']);
  });
});

describe('writeFolderAtomically', () => {
  const folder = join(home, 'folder');
  const write = (text: string) =>
    writeFolderAtomically(folder, (temporary) => writeSynced(join(temporary, `${text}.txt`), text));

  it('replaces the whole folder', async () => {
    await write('one');
    await write('two');
    expect(readdirSync(folder)).toEqual(['two.txt']);
    expect(readdirSync(home)).toEqual(['folder']);
  });

  it('keeps the old folder where the new one fails', async () => {
    await write('one');
    const failing = writeFolderAtomically(folder, async (temporary) => {
      await writeSynced(join(temporary, 'half.txt'), '');
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    expect(readdirSync(folder)).toEqual(['one.txt']);
    expect(readdirSync(home)).toEqual(['folder']);
  });

  it('goes on where a write was killed between its renames', async () => {
    await write('one');
    const former = join(home, '.folder.former');
    renameSync(folder, former);
    expect(completeFolder(folder)).toBe(former);
    await write('two');
    expect(completeFolder(folder)).toBe(folder);
    expect(readdirSync(folder)).toEqual(['two.txt']);
    expect(readdirSync(home)).toEqual(['folder']);
  });
});

describe('writeSynced', () => {
  it('replaces a file, and refuses one that is there where it is told to', async () => {
    const path = join(home, 'file.txt');
    await writeSynced(path, 'long content');
    await writeSynced(path, 'short');
    expect(readFileSync(path, 'utf8')).toBe('short');
    await expect(writeSynced(path, 'x', 'wx')).rejects.toMatchObject({ code: 'EEXIST' });
  });
});

describe('syncFolder', () => {
  it('refuses what is missing', async () => {
    writeFileSync(join(home, 'file.txt'), '');
    await expect(syncFolder(home)).resolves.toBeUndefined();
    await expect(syncFolder(join(home, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
