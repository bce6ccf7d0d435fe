import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError } from '../../src/node/exitCodes.js';
import { drawSample, findImages } from '../../src/node/findImages.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sk-viz-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (...names: string[]): void => {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
};

describe('findImages', () => {
  it('images of class folders, sorted, each with its folder', async () => {
    put('dog/2.png', 'dog/1.JPG', 'cat/9.webp', 'cat/notes.txt', 'readme.md');
    const found = await findImages(folder);
    expect(found.map(({ name, folder: own }) => [name, own])).toEqual([
      ['cat/9.webp', 'cat'],
      ['dog/1.JPG', 'dog'],
      ['dog/2.png', 'dog'],
    ]);
  });

  it('images of one folder have no class', async () => {
    put('a.jpg', '.hidden/b.jpg');
    expect(await findImages(folder)).toEqual([{ path: join(folder, 'a.jpg'), name: 'a.jpg' }]);
  });

  it('a class folder below train has the class', async () => {
    put('train/cat/1.jpg');
    expect((await findImages(folder))[0]).toMatchObject({ name: 'train/cat/1.jpg', folder: 'cat' });
  });

  it('one image by its path', async () => {
    put('a.jpg');
    expect(await findImages(join(folder, 'a.jpg'))).toEqual([{ path: join(folder, 'a.jpg'), name: 'a.jpg' }]);
  });

  it('an empty folder and one that is not there are refused', async () => {
    await expect(findImages(folder)).rejects.toThrow(/no image in this folder or below \(jpg, /);
    await expect(findImages(join(folder, 'nowhere'))).rejects.toThrow(DataError);
  });
});

describe('drawSample', () => {
  const items = Array.from({ length: 50 }, (_, i) => i);

  it('the same seed draws the same, another seed others', () => {
    expect(drawSample(items, 10, 1)).toEqual(drawSample(items, 10, 1));
    expect(drawSample(items, 10, 1)).not.toEqual(drawSample(items, 10, 2));
  });

  it('no item twice, and all where the limit is beyond', () => {
    expect(new Set(drawSample(items, 20, 3)).size).toBe(20);
    expect(drawSample(items, 99, 3).sort((a, b) => a - b)).toEqual(items);
  });

  it('each item is drawn about equally often', () => {
    const hits = items.map(() => 0);
    for (let seed = 0; seed < 2000; seed++) for (const item of drawSample(items, 5, seed)) hits[item]!++;
    expect(Math.min(...hits)).toBeGreaterThan(140);
    expect(Math.max(...hits)).toBeLessThan(270);
  });
});
