/** `sk-train fit` on the folders that people have. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRunFiles } from 'sk-io/node';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { fitOnce, linesOf } from './support/fitOnce.js';
import { namesIn, writeImages, writeTexts } from './support/photoFolder.js';

let data: string;
let run: string;
beforeEach(async () => {
  const work = await temporaryFolder();
  data = join(work, 'data');
  run = join(work, 'run');
});

const pets = { cat: 3, dog: 3 };
const put = async (...names: string[]): Promise<void> => await writeImages(data, names);

/** Files that a run has kept, by split. */
async function keptBy(folder: string): Promise<Record<string, string[]>> {
  const kept: Record<string, string[]> = {};
  for (const { split, name } of (await readRunFiles(folder))?.files ?? []) {
    kept[split] = [...(kept[split] ?? []), name];
  }
  return kept;
}

describe('splits', () => {
  it.each([
    { train: 'train', val: 'valid', said: '2 for validation (valid/), which choose the best checkpoint' },
    {
      train: 'Train',
      val: 'Validation',
      said: '2 for validation (Validation/), which choose the best checkpoint',
    },
    { train: 'training', val: 'VAL', said: '2 for validation (VAL/), which choose the best checkpoint' },
    {
      train: 'training',
      val: 'testing',
      said: '2 for testing (testing/; they also choose the best checkpoint, since there are none for validation)',
    },
    {
      train: 'Train',
      val: 'Test',
      said: '2 for testing (Test/; they also choose the best checkpoint, since there are none for validation)',
    },
  ])('$train/ and $val/', async ({ train, val, said }) => {
    await put(...namesIn(train, pets), ...namesIn(val, { cat: 1, dog: 1 }));
    const result = await fitOnce(data, run);
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContain('2 classes: cat, dog');
    expect(linesOf(result)).toContain(`images: 6 for training, ${said}`);
  });

  it('train/, val/ and test/: val/ chooses the best, and test/ is not read', async () => {
    await put(...namesIn('train', pets), ...namesIn('val', { cat: 1, dog: 1 }), ...namesIn('test', pets));
    await writeTexts(data, ['test/cat/broken.jpg']);
    const result = await fitOnce(data, run, '--max-steps', '3', '--max-unreadable', '0');
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContain(
      'images: 6 for training, 2 for validation (val/), which choose the best checkpoint, 7 for testing (test/, left to eval)',
    );
    expect((await keptBy(run))['val']).toEqual(['val/cat/0.jpg', 'val/dog/0.jpg']);
    expect(await keptBy(run)).not.toHaveProperty('test');
  });

  it('splits without one to train on, two of one kind, and one among class folders or inside of another are refused', async () => {
    const refusal = async (...names: string[]) => {
      rmSync(data, { recursive: true, force: true });
      await put(...names);
      const result = await fitOnce(data, run);
      expect(result.code).toBe(3);
      return linesOf(result).at(-1);
    };
    expect(await refusal('val/cat/0.jpg', 'test/cat/0.jpg')).toMatch(
      /data: holds test\/ and val\/ and nothing to train on: wants training images in train\/<class>\/$|data: holds val\/ and test\/ and nothing to train on/,
    );
    expect(await refusal('train/cat/0.jpg', 'val/cat/0.jpg', 'valid/cat/0.jpg')).toMatch(
      /val and .*valid both look like images for validation: rename one or take it away$/,
    );
    expect(await refusal('cat/0.jpg', 'dog/0.jpg', 'Test/cat/0.jpg')).toMatch(
      /data: Test\/ looks like a split and lies among class folders \(cat, dog\): move the class folders into train\//,
    );
    expect(await refusal('train/cat/0.jpg', 'train/dog/0.jpg', 'train/val/cat/0.jpg')).toMatch(
      /train: val\/ looks like a split and not like a class/,
    );
    expect(await refusal('apple/0.jpg', 'train/0.jpg')).toMatch(
      /train: wants one folder of images for each class, found none; if train is a class beside apple, give its folder another name$/,
    );
  });

  it('a class that is called train, as one of CIFAR-100 is, where its images lie in it', async () => {
    await put(...namesIn('train', { bus: 2, train: 2 }), ...namesIn('test', { bus: 1, train: 1 }));
    expect(linesOf(await fitOnce(data, run))).toContain('2 classes: bus, train');
  });

  it('val/ in class folders and a flat test/: trains with val/ and says what answers for test/', async () => {
    await put(...namesIn('train', pets), ...namesIn('val', { cat: 1, dog: 1 }), 'test/a.jpg', 'test/b.jpg');
    const result = await fitOnce(data, run);
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContain(
      'images: 6 for training, 2 for validation (val/), which choose the best checkpoint',
    );
    expect(result.stderr).toMatch(
      /test: its images lie in no class folders, .*predict --model <run> --csv .*test' answers for them/,
    );
  });

  it('what lies beside the splits is named', async () => {
    await put(...namesIn('train', pets), ...namesIn('val', { cat: 1 }), 'extra/cat/1.jpg');
    expect(linesOf(await fitOnce(data, run))).toContain(`${data}: skipped what lies beside train/: extra`);
  });
});

describe('a folder without validation and test images', () => {
  it.each(['', 'train'])('keeps a tenth of each class of "%s", and writes down which', async (place) => {
    await put(...namesIn(place, { cat: 10, dog: 20 }));
    const result = await fitOnce(data, run, '--max-steps', '20');
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContain(
      'images: 27 for training, 3 for validation (--val-split 0.1 of each class), which choose the best checkpoint',
    );
    expect(result.stdout).toContain('best test accuracy');
    const { train = [], val = [] } = await keptBy(run);
    expect([...train, ...val].sort()).toEqual(namesIn(place, { cat: 10, dog: 20 }).sort());
    expect(val.map((name) => name.split('/').at(-2))).toEqual(['cat', 'dog', 'dog']);
    const [head] = readFileSync(join(run, 'files.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(head ?? '')).toMatchObject({ valSplit: 0.1, count: 30 });
  });

  it('keeps the same images for the same seed, others for another one, and none for 0', async () => {
    await put(...namesIn('', { cat: 20, dog: 20 }));
    const val = async (name: string, ...more: string[]) => {
      const result = await fitOnce(data, join(run, name), ...more);
      expect(result).toMatchObject({ code: 0 });
      return (await keptBy(join(run, name)))['val'];
    };
    const once = await val('a', '--val-split', '0.2');
    expect(once).toHaveLength(8);
    expect(await val('b', '--val-split', '0.2')).toEqual(once);
    expect(await val('c', '--val-split', '0.2', '--seed', '9')).not.toEqual(once);
    expect(await val('d', '--val-split', '0')).toBeUndefined();
  });

  it('says where classes are too small, and refuses a share beside val/', async () => {
    await put(...namesIn('', pets));
    expect(linesOf(await fitOnce(data, run))).toContain(
      'images: 6 for training, none for validation: the classes are too small for --val-split 0.1',
    );
    rmSync(data, { recursive: true });
    await put(...namesIn('train', pets), ...namesIn('val', pets));
    const refused = await fitOnce(data, join(run, 'other'), '--val-split', '0.2');
    expect(refused.code).toBe(2);
    expect(linesOf(refused).at(-1)).toMatch(/--val-split 0\.2: the validation images of .*val are there/);
  });

  it('keeps some of train/ where test/ is flat, and beside test/ where that is asked for', async () => {
    await put(...namesIn('train', { cat: 10, dog: 10 }), 'test/a.jpg');
    expect(linesOf(await fitOnce(data, run))).toContain(
      'images: 18 for training, 2 for validation (--val-split 0.1 of each class), which choose the best checkpoint',
    );
    rmSync(join(data, 'test'), { recursive: true });
    await put(...namesIn('test', pets));
    expect(linesOf(await fitOnce(data, join(run, 'asked'), '--val-split', '0.1'))).toContain(
      'images: 18 for training, 2 for validation (--val-split 0.1 of each class), which choose the best checkpoint, 6 for testing (test/, left to eval)',
    );
  });
});

describe('what is no image of a class', () => {
  it('is counted and named: hidden files, other files, broken links, images beside the classes', async () => {
    await put(...namesIn('train', pets), ...namesIn('val', { cat: 1, dog: 1 }), 'train/loose.jpg');
    await put(
      'train/cat/.ipynb_checkpoints/0-checkpoint.jpg',
      'train/__MACOSX/cat/._0.jpg',
      'train/cat/._0.jpg',
    );
    await writeTexts(data, ['train/notes.txt', 'train/dog/phone.heic']);
    symlinkSync(join(data, 'nowhere.jpg'), join(data, 'train', 'dog', 'gone.jpg'));
    symlinkSync(join(data, 'train', 'notes.txt'), join(data, 'train', 'link'));
    const result = await fitOnce(data, run);
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContain('2 classes: cat, dog');
    expect(linesOf(result)).toContain(
      `${join(data, 'train')}: skipped 3 hidden or system files (__MACOSX, cat/._0.jpg, cat/.ipynb_checkpoints), ` +
        '3 files that are no images of a kind that is read (dog/phone.heic, link, notes.txt), ' +
        '1 image beside the class folders (loose.jpg), 1 broken link (dog/gone.jpg)',
    );
    expect((await keptBy(run))['train']).toEqual(namesIn('train', pets));
  });

  it('.jfif, .jpe, no ending and a linked sub-folder are read', async () => {
    await put('train/cat/a.jfif', 'train/cat/b.jpe', 'train/cat/c', ...namesIn('train', { dog: 2 }));
    await writeImages(join(data, '..', 'more'), ['d.jpg']);
    symlinkSync(join(data, '..', 'more'), join(data, 'train', 'cat', 'more'));
    await put(...namesIn('test', { cat: 1, dog: 1 }));
    expect(linesOf(await fitOnce(data, run))).toContain(
      'images: 6 for training, 2 for testing (test/; they also choose the best checkpoint, since there are none for validation)',
    );
    expect((await keptBy(run))['train']?.slice(0, 4)).toEqual([
      ...['train/cat/a.jfif', 'train/cat/b.jpe', 'train/cat/c', 'train/cat/more/d.jpg'],
    ]);
  });

  it('a class of which no image can be read, or that has none, is refused with its name', async () => {
    await put(...namesIn('train', { cat: 9, dog: 9 }), ...namesIn('val', { cat: 1 }));
    await writeTexts(data, ['train/fox/0.jpg']);
    const unread = await fitOnce(data, run, '--max-unreadable', '0.5');
    expect(unread.code).toBe(3);
    expect(linesOf(unread).at(-1)).toMatch(
      /no image of class "fox" can be read, the last one .*fox\/0\.jpg: /,
    );
    rmSync(join(data, 'train', 'fox'), { recursive: true });
    await writeTexts(data, ['train/fox/0.heic']);
    const none = await fitOnce(data, join(run, 'other'));
    expect(none.code).toBe(3);
    expect(linesOf(none).at(-1)).toMatch(
      /fox: class "fox" has no images \(jpg, .*\): skipped 1 file that is no image of a kind that is read \(fox\/0\.heic\)$/,
    );
  });

  it('a class is one whether its name is composed or taken apart', async () => {
    await put(
      ...namesIn('train', { 'caf\u00e9': 2, tea: 2 }),
      ...namesIn('val', { 'cafe\u0301': 1, tea: 1 }),
    );
    const result = await fitOnce(data, run);
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContain('2 classes: caf\u00e9, tea');
  });
});

describe('a run that goes on', () => {
  const resume = (...more: string[]) => fitOnce(data, run, '--resume', '--max-steps', '2', ...more);

  it('has the images that it began with', async () => {
    await put(...namesIn('', { cat: 10, dog: 10 }));
    await fitOnce(data, run);
    const before = await keptBy(run);
    const result = await resume();
    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toContain('at step 2');
    expect(await keptBy(run)).toEqual(before);
    const changed = await resume('--val-split', '0.3');
    expect(changed.code).toBe(2);
    expect(linesOf(changed).at(-1)).toMatch(/--val-split 0\.3: the run began with 0\.1/);
  });

  it('notices other images of the same number, and names the first', async () => {
    await put(...namesIn('train', pets), ...namesIn('val', { cat: 1, dog: 1 }));
    await fitOnce(data, run);
    rmSync(join(data, 'train', 'cat', '1.jpg'));
    await put('train/cat/9.jpg');
    const swapped = await resume();
    expect(swapped.code).toBe(2);
    expect(linesOf(swapped).at(-1)).toMatch(
      /cannot resume, the images of .*data are not those that the run began with: train\/cat\/1\.jpg is gone, train\/cat\/9\.jpg is new\. Put them back, or begin another run with --out$/,
    );
    rmSync(join(data, 'train', 'cat', '9.jpg'));
    await put('train/cat/1.jpg');
    expect(await resume()).toMatchObject({ code: 0 });
    writeFileSync(join(data, 'val', 'dog', '0.jpg'), 'other');
    expect(linesOf(await resume()).at(-1)).toMatch(/val\/dog\/0\.jpg has 5 bytes instead of \d+\. Put/);
  });

  it('goes on where its folder has moved, and without a list where it is older than lists', async () => {
    await put(...namesIn('', { cat: 10, dog: 10 }));
    await fitOnce(data, run, '--val-split', '0');
    rmSync(join(run, 'files.jsonl'));
    const result = await resume();
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContain(
      'images: 20 for training, none for validation (--val-split keeps some)',
    );
    mkdirSync(join(data, '..', 'moved'));
    symlinkSync(data, join(data, '..', 'moved', 'here'));
    const moved = await fitOnce(join(data, '..', 'moved', 'here'), run, '--resume', '--max-steps', '3');
    expect(moved).toMatchObject({ code: 0 });
  });
});
