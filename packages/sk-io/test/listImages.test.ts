import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DataError } from 'sk-io';
import { imageEndings, listImages } from 'sk-io/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sk-io-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (...names: string[]): void => {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
};
const names = async (): Promise<string[]> => (await listImages(folder)).images.map(({ name }) => name);

describe('listImages', () => {
  it('images of class folders, sorted, each with its folder', async () => {
    put('dog/2.png', 'dog/1.JPG', 'cat/9.webp', 'cat/notes.txt', 'readme.md');
    mkdirSync(join(folder, 'ant'));
    const { images, folders } = await listImages(folder);
    expect(images.map(({ name, folder: own }) => [name, own])).toEqual([
      ['cat/9.webp', 'cat'],
      ['dog/1.JPG', 'dog'],
      ['dog/2.png', 'dog'],
    ]);
    expect(folders).toEqual(['ant', 'cat', 'dog']);
  });

  it('images of one folder have no class', async () => {
    put('a.jpg');
    expect(await listImages(folder)).toEqual({
      images: [{ path: join(folder, 'a.jpg'), name: 'a.jpg' }],
      folders: [],
    });
  });

  it('a class folder below train has the class', async () => {
    put('train/cat/1.jpg');
    expect((await listImages(folder)).images[0]).toMatchObject({ name: 'train/cat/1.jpg', folder: 'cat' });
  });

  it('every ending that sharp reads, in either case', async () => {
    put(...imageEndings.flatMap((ending) => [`a.${ending}`, `b.${ending.toUpperCase()}`]));
    expect(await names()).toHaveLength(2 * imageEndings.length);
    expect(imageEndings).toEqual(expect.arrayContaining(['jpg', 'tiff', 'avif', 'svg']));
  });

  it('nothing whose name begins with a dot', async () => {
    put('cat/1.jpg', 'cat/._1.jpg', 'cat/.old/2.jpg', '.hidden/b.jpg', '.c.png');
    expect(await names()).toEqual(['cat/1.jpg']);
    expect((await listImages(folder)).folders).toEqual(['cat']);
  });

  it('a link to a class folder is followed, a link further below is not, and one that leads nowhere is no folder', async () => {
    put('elsewhere/cats/1.jpg', 'data/dog/1.jpg');
    symlinkSync(join(folder, 'elsewhere/cats'), join(folder, 'data/cat'));
    symlinkSync(join(folder, 'data'), join(folder, 'data/dog/loop'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'data/none'));
    const { images, folders } = await listImages(join(folder, 'data'));
    expect(images.map(({ name }) => name)).toEqual(['cat/1.jpg', 'dog/1.jpg']);
    expect(folders).toEqual(['cat', 'dog']);
  });

  it('one image by its path', async () => {
    put('a.jpg');
    const { images } = await listImages(join(folder, 'a.jpg'));
    expect(images).toEqual([{ path: join(folder, 'a.jpg'), name: 'a.jpg' }]);
  });

  it('an empty folder and one that is not there are refused', async () => {
    await expect(listImages(folder)).rejects.toThrow(/no image in this folder or below \(jpg, /);
    await expect(listImages(join(folder, 'nowhere'))).rejects.toThrow(DataError);
  });
});
