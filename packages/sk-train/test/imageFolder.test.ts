import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from 'sk-train';
import { findTestData } from 'sk-train/node';
import { describe, expect, it } from 'vitest';
import { findSplitFolders, listClassFolders } from '#internal';
import { classNames, temporaryFolder, writeImage, writeImageFolder } from './imageFiles.js';

describe('listClassFolders', () => {
  it('sorts classes and files, numbers the classes, and looks into deeper folders', async () => {
    const folder = await writeImageFolder(await temporaryFolder(), { train: 2, test: 1 });
    await mkdir(join(folder, 'train', 'green', 'more'));
    await writeImage(join(folder, 'train', 'green', 'more', 'a.jpg'));
    await writeFile(join(folder, 'train', 'green', 'notes.txt'), 'not an image');
    const found = await listClassFolders(join(folder, 'train'));
    expect(found.classNames).toEqual(classNames);
    expect(found.paths.map((path) => path.slice(join(folder, 'train').length + 1))).toEqual([
      ...['blue/000.png', 'blue/001.png'],
      ...['green/000.png', 'green/001.png', 'green/more/a.jpg'],
      ...['red/000.png', 'red/001.png'],
    ]);
    expect(Array.from(found.labels)).toEqual([0, 0, 1, 1, 1, 2, 2]);
  });

  it('numbers classes by the names that it is given, and refuses others', async () => {
    const folder = await writeImageFolder(await temporaryFolder(), { train: 1, test: 1 });
    const found = await listClassFolders(join(folder, 'test'), ['red', 'green', 'blue', 'black']);
    expect(Array.from(found.labels)).toEqual([2, 1, 0]);
    await expect(listClassFolders(join(folder, 'test'), ['red', 'green'])).rejects.toThrow('class "blue"');
  });

  it('refuses a folder that is not there, one without classes, and a class without images', async () => {
    const folder = await temporaryFolder();
    await expect(listClassFolders(join(folder, 'nowhere'))).rejects.toThrow(DataError);
    await expect(listClassFolders(folder)).rejects.toThrow('no image in this folder or below');
    await writeImage(join(folder, 'flat.jpg'));
    await expect(listClassFolders(folder)).rejects.toThrow('one folder of images for each class');
    await mkdir(join(folder, 'empty'));
    await expect(listClassFolders(folder)).rejects.toThrow('class "empty" has no images (jpg, ');
  });

  it('does not follow a link into its own folder for ever', async () => {
    const folder = await writeImageFolder(await temporaryFolder(), { train: 1, test: 1 });
    await symlink(join(folder, 'train'), join(folder, 'train', 'red', 'loop'));
    expect((await listClassFolders(join(folder, 'train'))).paths).toHaveLength(3);
  });
});

describe('findSplitFolders', () => {
  it('finds each split under the names that people give it, and lists the other folders', async () => {
    const folder = await temporaryFolder();
    for (const name of ['Training', 'VALID', 'testing', 'extra', '.git', '__MACOSX'])
      await mkdir(join(folder, name));
    await writeFile(join(folder, 'val'), 'a file');
    expect(await findSplitFolders(folder)).toEqual({
      paths: {
        train: join(folder, 'Training'),
        val: join(folder, 'VALID'),
        test: join(folder, 'testing'),
      },
      others: ['extra'],
    });
    await mkdir(join(folder, 'Validation'));
    await expect(findSplitFolders(folder)).rejects.toThrow('both look like images for validation');
    await expect(findSplitFolders(join(folder, 'nowhere'))).rejects.toThrow('no such folder');
    await expect(findSplitFolders(join(folder, 'val'))).rejects.toThrow('val: is a file, wants a folder');
  });
});

describe('findTestData', () => {
  it('takes test/ or val/ though there is no train/, and else the folder of classes', async () => {
    const folder = await writeImageFolder(await temporaryFolder(), { train: 1, test: 2 });
    const count = async (place: string) => {
      const data = await findTestData(place, classNames);
      return data.kind === 'images' ? data.test?.paths.length : undefined;
    };
    expect(await count(folder)).toBe(6);
    expect(await count(join(folder, 'train'))).toBe(3);
    await rm(join(folder, 'train'), { recursive: true });
    expect(await count(folder)).toBe(6);
  });
});
