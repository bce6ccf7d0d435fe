/** `sk-train data`: shards out of folders and lists, what data hold, and splits; and training on lists. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readImageList, readRunFiles } from 'sk-io/node';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { evalOf, fitOnce, linesOf } from './support/fitOnce.js';
import { namesIn, writeImages, writeTexts } from './support/photoFolder.js';
import { runInProcess } from './support/runInProcess.js';

let work: string;
let data: string;
beforeEach(async () => {
  work = await temporaryFolder();
  data = join(work, 'data');
});

const inspect = async (source: string) => {
  const said = await runInProcess('data', 'inspect', source, '--json');
  expect(said).toMatchObject({ code: 0 });
  return JSON.parse(said.stdout);
};

const shard = (...more: string[]) => runInProcess('data', 'shard', data, '--out', join(work, 'out'), ...more);

describe('data shard', () => {
  it('writes shards that hold the images of a folder; the same seed gives the same bytes', async () => {
    await writeImages(data, namesIn('', { cat: 6, dog: 5, fox: 4 }));
    await writeTexts(data, ['cat/broken.jpg']);
    const said = await shard('--per-shard', '4', '--val-split', '0.2', '--json');
    expect(said).toMatchObject({ code: 0 });
    const found = JSON.parse(said.stdout);
    expect([found.classes, found.train.images + found.val.images]).toEqual([3, 15]);
    expect(found.train.leftOut + found.val.leftOut).toBe(1);
    expect(said.stderr).toContain('broken.jpg: is no image');
    const findings = await inspect(join(work, 'out'));
    expect(findings).toMatchObject({ kind: 'shards', classNames: ['cat', 'dog', 'fox'] });
    const sum = (name: string) => findings.splits.train.classes[name] + findings.splits.val.classes[name];
    expect(['cat', 'dog', 'fox'].map(sum)).toEqual([6, 5, 4]);
    expect(findings.splits.val.classes).toMatchObject({ dog: 1, fox: 1 });
    expect(findings.splits.train).toMatchObject({ shortSides: [8, 8, 8], leftOut: {} });
    const bytes = (folder: string) =>
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('latin1')]);
    const again = await runInProcess(
      'data',
      'shard',
      data,
      '--out',
      join(work, 'again'),
      '--per-shard',
      '4',
      '--val-split',
      '0.2',
    );
    expect(again).toMatchObject({ code: 0 });
    expect(bytes(join(work, 'again'))).toEqual(bytes(join(work, 'out')));
    const other = await runInProcess(
      'data',
      'shard',
      data,
      '--out',
      join(work, 'other'),
      '--per-shard',
      '4',
      '--seed',
      '2',
    );
    expect(other).toMatchObject({ code: 0 });
    expect(bytes(join(work, 'other'))).not.toEqual(bytes(join(work, 'out')));
    const trained = await fitOnce(join(work, 'out'), join(work, 'run'));
    expect(trained).toMatchObject({ code: 0 });
  });

  it('gives images endings that readers of shards know, whatever a list calls them', async () => {
    await writeImages(data, ['a.jpg', 'b.photo', 'c']);
    writeFileSync(join(data, 'mine.csv'), 'a.jpg,x\nb.photo,x\nc,y\n');
    const out = join(work, 'out');
    expect(await runInProcess('data', 'shard', join(data, 'mine.csv'), '--out', out)).toMatchObject({
      code: 0,
    });
    // Without the index, as another program reads it.
    rmSync(join(out, 'train-000000.tar.index'));
    expect((await inspect(out)).splits.train).toMatchObject({ images: 3, leftOut: {} });
  });

  it('leaves nothing where it fails, and refuses what it does not read', async () => {
    await writeImages(data, namesIn('', { cat: 2, 'a b ': 2 }));
    expect(await shard()).toMatchObject({ code: 3 });
    expect(readdirSync(work)).toEqual(['data']);
    for (const [args, message] of [
      [['shard', data], /--out <folder> is missing/],
      [['shard', data, '--out', data], /--out .*data: is there already/],
      [
        ['shard', data, '--out', join(work, 'x'), '--test-split', '0.1'],
        /--test-split is of data split, and shard does not read it/,
      ],
      [['inspect', data, '--seed', '1'], /--seed is of data shard and split/],
      [['pack', data], /Allowed choices are shard, inspect, split/],
      [
        ['split', data, '--out', join(work, 'x'), '--test-split', '0.6', '--val-split', '0.5'],
        /at most 0.9 together/,
      ],
    ] as const) {
      const said = await runInProcess('data', ...args);
      expect(said.code).toBe(2);
      expect(linesOf(said).at(-1)).toMatch(message);
    }
    expect(existsSync(join(work, 'x'))).toBe(false);
  });
});

describe('data split', () => {
  it('shares each class out by the seed, into lists that fit and eval take', async () => {
    await writeImages(data, namesIn('', { cat: 10, dog: 20 }));
    const lists = join(work, 'lists');
    const said = await runInProcess('data', 'split', data, '--out', lists, '--val-split', '0.1');
    expect(said).toMatchObject({ code: 0 });
    expect(said.stdout.trim()).toBe(`${lists}: 21 for train, 3 for val, 6 for test`);
    const files = async (split: string) =>
      (await readImageList(join(lists, `${split}.jsonl`))).map(({ file }) => file);
    const all = [...(await files('train')), ...(await files('val')), ...(await files('test'))];
    expect(new Set(all).size).toBe(30);
    expect((await files('test')).filter((file) => file.includes('cat'))).toHaveLength(2);
    expect(all.every(existsSync)).toBe(true);
    const findings = await inspect(lists);
    expect(findings.splits.train.classes).toEqual({ cat: 7, dog: 14 });
    const run = join(work, 'run');
    const trained = await fitOnce(lists, run);
    expect(trained).toMatchObject({ code: 0 });
    expect(linesOf(trained)).toContain(
      'images: 21 for training, 3 for validation (val.jsonl), which choose the best checkpoint, 6 for testing (test.jsonl, left to eval)',
    );
    expect((await readRunFiles(run))?.files.filter(({ split }) => split === 'train')).toHaveLength(21);
    const tested = await evalOf(lists, run);
    expect(JSON.parse(tested.stdout)).toMatchObject({ images: 6 });
  });

  it('of class folders that are called by digits keeps their names', async () => {
    await writeImages(data, namesIn('', { 2: 4, 10: 4 }));
    const lists = join(work, 'lists');
    const said = await runInProcess('data', 'split', data, '--out', lists, '--test-split', '0.25');
    expect(said).toMatchObject({ code: 0 });
    const findings = await inspect(lists);
    expect(findings.classNames).toEqual(['10', '2']);
    expect(findings.splits.train.classes).toEqual({ 2: 3, 10: 3 });
    expect(findings.splits.test.classes).toEqual({ 2: 1, 10: 1 });
  });
});

describe('lists', () => {
  it('CSV with names of columns or without, quotes and classes by index; a part is kept for validation', async () => {
    await writeImages(data, ['0.jpg', '1.jpg', 'a, b.jpg', '3.jpg', '4.jpg']);
    const list = join(data, 'mine.csv');
    writeFileSync(
      list,
      '\ufeffid,Path,label\r\n7,0.jpg,0\r\n8,1.jpg,1\r\n\r\n9,"a, b.jpg",1\r\n9,3.jpg,0\r\n9,4.jpg,0\r\n9,4.jpg,0',
    );
    writeFileSync(join(data, 'classes.txt'), 'cat\ndog\n');
    const run = join(work, 'run');
    const trained = await fitOnce(list, run, '--val-split', '0.4');
    expect(trained).toMatchObject({ code: 0 });
    expect(linesOf(trained)).toContain('2 classes: cat, dog');
    expect(linesOf(trained)).toContain(`${list}: 1 files stand there twice: 4.jpg`);
    const tested = await evalOf(list, run);
    expect(JSON.parse(tested.stdout)).toMatchObject({ images: 2 });
    writeFileSync(list, '0.jpg,x\n1.jpg,y\n');
    expect((await inspect(list)).splits.train.classes).toEqual({ x: 1, y: 1 });
  });

  it.skipIf(process.platform === 'win32')('a pipe in a list is no image, and is not waited for', async () => {
    await writeImages(data, ['a.jpg']);
    execFileSync('mkfifo', [join(data, 'pipe.jpg')]);
    const list = join(data, 'mine.csv');
    writeFileSync(list, 'a.jpg,0\npipe.jpg,1\n');
    expect((await inspect(list)).splits.train.leftOut).toEqual({ 'broken of 2 that were looked at': 1 });
    const said = await runInProcess('data', 'shard', list, '--out', join(work, 'out'));
    expect(said).toMatchObject({ code: 3 });
    expect(linesOf(said).at(-1)).toMatch(/pipe\.jpg: is no file$/);
  });

  it.each([
    ['a.csv', 'a.jpg\n', /row 1 wants a file and a class/],
    ['a.csv', 'a.jpg,"x\n', /row 1 has a quote that is not closed/],
    ['a.csv', 'a.jpg,x\na.jpg,y\n', /has two classes: x and y/],
    ['a.csv', '', /lists no images/],
    ['a.jsonl', '{"file":"a.jpg"}\n', /line 1 wants a file and a class/],
    ['a.jsonl', '["a.jpg",1]\n', /line 1 wants a file and a class/],
    ['a.jsonl', '{"":"a.jpg","label":1}\n', /line 1 wants a file and a class/],
    [
      'a.csv',
      'a.jpg,999999\n',
      /a\.csv: its labels count 1000000 classes, wants at most 100000 without names/,
    ],
    ['a.jsonl', '{"file":"gone.jpg","label":1}\n', /gone.jpg: ENOENT/],
  ])('%s of %j is refused in one line', async (name, text, message) => {
    writeFileSync(join(work, name), text);
    const said = await fitOnce(join(work, name), join(work, 'run'));
    expect(said.code).toBe(3);
    expect(linesOf(said).at(-1)).toMatch(message);
  });
});
