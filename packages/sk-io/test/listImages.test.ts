import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { DataError } from 'sk-io';
import { classIndices, describeSkipped, imageEndings, listImages } from 'sk-io/node';
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
      skipped: [],
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

  it('nothing hidden, and nothing that a system or an archive leaves: all of it is counted', async () => {
    put('cat/1.jpg', 'cat/._1.jpg', 'cat/.ipynb_checkpoints/1-checkpoint.jpg', '.hidden/b.jpg', '.c.png');
    put('__MACOSX/cat/._1.jpg', 'cat/Thumbs.db', 'cat/desktop.ini');
    expect(await names()).toEqual(['cat/1.jpg']);
    const { folders, skipped } = await listImages(folder);
    expect(folders).toEqual(['cat']);
    expect(skipped.map(({ name, reason }) => [name, reason])).toEqual(
      [
        ...['.c.png', '.hidden', '__MACOSX', 'cat/._1.jpg', 'cat/.ipynb_checkpoints'],
        ...['cat/Thumbs.db', 'cat/desktop.ini'],
      ].map((name) => [name, 'hidden']),
    );
  });

  it('images without a telling name by their content, and other files by name as skipped', async () => {
    const pixels = sharp({ create: { width: 4, height: 3, channels: 3, background: 'tomato' } });
    for (const kind of ['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif'] as const) {
      await pixels.clone().toFormat(kind).toFile(join(folder, kind));
    }
    writeFileSync(join(folder, 'svg'), '<?xml version="1.0"?>\n<!-- a dot --><svg xmlns="x"/>');
    await pixels.clone().jpeg().toFile(join(folder, 'photo.jpg_large'));
    put('a.jfif', 'b.JPE', 'empty', 'notes.txt');
    writeFileSync(join(folder, 'page.html'), '<!DOCTYPE html><p>text</p><svg/>');
    writeFileSync(join(folder, 'phone.heic'), '\0\0\0\x18ftypheic\0\0\0\0mif1heic');
    writeFileSync(join(folder, 'old.pcx'), 'BM0000');
    expect(await names()).toEqual([
      ...['a.jfif', 'avif', 'b.JPE', 'gif', 'jpeg', 'photo.jpg_large', 'png', 'svg', 'tiff', 'webp'],
    ]);
    const { skipped } = await listImages(folder);
    expect(skipped).toEqual(
      ['empty', 'notes.txt', 'old.pcx', 'page.html', 'phone.heic'].map((name) => ({
        name,
        reason: 'no image',
      })),
    );
  });

  it('links to folders and files at any depth, each folder once, and no circle', async () => {
    put('elsewhere/cats/1.jpg', 'elsewhere/more/2.jpg', 'elsewhere/3.jpg', 'data/dog/1.jpg');
    const link = (target: string, path: string) => symlinkSync(join(folder, target), join(folder, path));
    link('elsewhere/cats', 'data/cat');
    link('elsewhere/more', 'data/dog/more');
    link('elsewhere/3.jpg', 'data/dog/3.jpg');
    link('data', 'data/dog/loop');
    link('.', 'data/dog/above');
    link('data/dog', 'elsewhere/more/back');
    link('nowhere', 'data/none');
    link('nowhere', 'data/dog/gone.jpg');
    const { images, folders, skipped } = await listImages(join(folder, 'data'));
    expect(images.map(({ name }) => name)).toEqual([
      ...['cat/1.jpg', 'dog/1.jpg', 'dog/3.jpg', 'dog/more/2.jpg'],
    ]);
    expect(folders).toEqual(['cat', 'dog']);
    expect(skipped.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      ...['dog/above: listed already', 'dog/gone.jpg: broken link', 'dog/loop: listed already'],
      ...['dog/more/back: listed already', 'none: broken link'],
    ]);
  });

  it('two folders that link to each other', async () => {
    put('a/1.jpg', 'b/2.jpg');
    symlinkSync(join(folder, 'b'), join(folder, 'a/other'));
    symlinkSync(join(folder, 'a'), join(folder, 'b/other'));
    expect(await names()).toEqual(['a/1.jpg', 'b/2.jpg']);
  });

  it('one image by its path', async () => {
    put('a.jpg');
    const { images } = await listImages(join(folder, 'a.jpg'));
    expect(images).toEqual([{ path: join(folder, 'a.jpg'), name: 'a.jpg' }]);
  });

  it('an empty folder and one that is not there are refused', async () => {
    await expect(listImages(folder)).rejects.toThrow(/no image in this folder or below \(jpg, /);
    await expect(listImages(join(folder, 'nowhere'))).rejects.toThrow(DataError);
    put('a.txt', 'b.txt', 'c.txt', 'd.txt', '.e');
    await expect(listImages(folder)).rejects.toThrow(
      /pnm\); skipped 1 hidden or system file \(\.e\), 4 files that are no images .* \(a\.txt, b\.txt, c\.txt and 1 more\)$/,
    );
  });
});

describe('describeSkipped', () => {
  it('counts what is skipped for each reason and names the first', () => {
    expect(describeSkipped([])).toBe('');
    const files = ['a', 'b', 'c', 'd'].map((name) => ({ name, reason: 'no class' as const }));
    expect(describeSkipped([...files, { name: 'x', reason: 'broken link' }])).toBe(
      'skipped 4 images beside the class folders (a, b, c and 1 more), 1 broken link (x)',
    );
  });
});

describe('classIndices', () => {
  it('finds a class whether its name is composed or taken apart', () => {
    const indexOf = classIndices(['cafe', 'caf\u00e9', 'u\u0308ber']);
    expect(['cafe\u0301', 'caf\u00e9', '\u00fcber', 'cafe', 'tea'].map(indexOf)).toEqual([
      1,
      1,
      2,
      0,
      undefined,
    ]);
  });
});
