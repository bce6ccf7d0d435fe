/** Shards: tar archives and TFRecord files of other programs, hostile members, indices, and files on a web server. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataError } from 'sk-io';
import {
  isShardSource,
  listShards,
  type OpenedShard,
  openShard,
  type Shard,
  ShardFiles,
  type ShardPlace,
  shardClassNames,
  writeTarShard,
} from 'sk-io/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFileServer } from './fileServer.js';
import { ranges } from './support/rangeServer.js';
import { temporaryFolder } from './support/temporaryFolder.js';

const golden = fileURLToPath(new URL('data/golden/shards', import.meta.url));

/** The bytes that the golden script writes for an image. */
const image = (number: number): Uint8Array =>
  Uint8Array.from({ length: 40 + 30 * number }, (_, i) => (number * 7 + i * i) % 256);

async function placeOf(path: string): Promise<ShardPlace> {
  const [place] = await listShards(path);
  if (place === undefined) throw new Error(`${path}: no shard`);
  return place;
}

const open = async (path: string, cacheFolder?: string): Promise<Shard & Pick<OpenedShard, 'summary'>> => {
  const { shard, summary } = await openShard(await placeOf(path), {
    cacheFolder: cacheFolder ?? (await temporaryFolder()),
  });
  return { ...shard, summary };
};

/** Keys, labels and images of a shard. */
async function contents(shard: Shard): Promise<readonly unknown[]> {
  const { keys, starts, lengths, labels } = await shard.index();
  const files = new ShardFiles();
  onTestFinished(() => files.closeIdle());
  return await Promise.all(
    keys.map(async (key, i) => [
      key,
      labels[i],
      Buffer.from(await files.readImage(shard, starts[i] ?? 0, lengths[i] ?? 0)),
    ]),
  );
}

const deep = `${Array.from({ length: 8 }, () => 'a-folder-with-a-long-name').join('/')}/deep`;
const bytes = (number: number): Buffer => Buffer.from(image(number));

describe("archives of Python's tarfile", () => {
  it.each(['gnu', 'pax'])(
    '%s: long names, names beyond ASCII, classes by .cls, .json and folder',
    async (form) => {
      // A folder's name and an index cannot be mixed: the last sample alone is of the first kind.
      expect(await contents(await open(join(golden, `${form}.tar`)))).toEqual([
        ['plain', 3, bytes(1)],
        [deep, 1, bytes(2)],
        ['ümlaut', 0, bytes(3)],
        ['folder/by-its-folder', 'folder', bytes(4)],
      ]);
    },
  );

  it('ustar: a long name in two parts', async () => {
    expect((await (await open(join(golden, 'ustar.tar'))).index()).keys).toEqual([
      'plain',
      deep,
      'folder/by-its-folder',
    ]);
  });

  it('hostile members are left out and counted, and the others are read', async () => {
    const shard = await open(join(golden, 'hostile.tar'));
    expect(await contents(shard)).toEqual([
      ['good', 1, bytes(1)],
      ['two', 0, bytes(4)],
    ]);
    expect(Object.fromEntries(shard.summary.problems)).toEqual({
      ...{ 'unsafe name': 3, hidden: 1, link: 2, 'no file': 1, sparse: 1, empty: 1 },
      ...{ 'no image': 1, 'no class': 1, duplicate: 2 },
    });
    expect(shard.summary.examples[0]).toBe('../../up.jpg (unsafe name)');
  });

  it('sparse files of pax are left out', async () => {
    const shard = await open(join(golden, 'sparse.tar'));
    expect(await contents(shard)).toEqual([['whole', 0, bytes(1)]]);
    expect([...shard.summary.problems]).toEqual([['sparse', 1]]);
  });

  it('an archive that is cut off anywhere keeps the samples before the cut', async () => {
    const folder = await temporaryFolder();
    const whole = readFileSync(join(golden, 'gnu.tar'));
    const seen = new Set<number>();
    for (let size = 0; size < whole.length; size += 517) {
      const path = join(folder, `cut-${size}.tar`);
      await writeFile(path, whole.subarray(0, size));
      const shard = await open(path, folder);
      const read = await contents(shard);
      expect(read).toEqual(
        (await contents(await open(join(golden, 'gnu.tar'), folder))).slice(0, read.length),
      );
      seen.add(read.length);
    }
    expect([...seen]).toEqual([0, 1, 2, 3, 4]);
  });

  it('archives that were joined are read as one', async () => {
    const folder = await temporaryFolder();
    const archives = ['ustar.tar', 'sparse.tar'].map((name) => readFileSync(join(golden, name)));
    await writeFile(join(folder, 'joined.tar'), Buffer.concat(archives));
    const { keys } = await (await open(join(folder, 'joined.tar'), folder)).index();
    expect(keys).toEqual(['plain', deep, 'folder/by-its-folder', 'whole']);
  });

  it('any damaged byte of a header ends the archive there, and is said', async () => {
    const folder = await temporaryFolder();
    const whole = readFileSync(join(golden, 'gnu.tar'));
    for (let at = 0; at < 512; at += 29) {
      const damaged = Uint8Array.from(whole);
      damaged[1024 + at] = (damaged[1024 + at] ?? 0) ^ 0x55;
      const path = join(folder, `damaged-${at}.tar`);
      await writeFile(path, damaged);
      const { summary } = await open(path, folder);
      expect(summary.problems.get('cut off')).toBe(1);
      expect(summary.count).toBe(0);
    }
  });
});

describe('TFRecord', () => {
  const path = join(golden, 'imagenet-00000-of-00001');

  it("ImageNet's keys", async () => {
    expect(await contents(await open(path))).toEqual([
      ['n0.JPEG', 1, bytes(1)],
      ['n1.JPEG', 3, bytes(2)],
      ['n2.JPEG', 300, bytes(3)],
      ['n3.JPEG', 2, bytes(4)],
    ]);
  });

  it('a record with a wrong checksum is left out; one whose length has a wrong checksum ends the file', async () => {
    const folder = await temporaryFolder();
    const damage = async (at: number) => {
      const whole = Uint8Array.from(readFileSync(path));
      whole[at] = (whole[at] ?? 0) ^ 1;
      await writeFile(join(folder, `${at}.tfrecord`), whole);
      const { summary } = await open(join(folder, `${at}.tfrecord`), folder);
      return [summary.count, ...summary.problems];
    };
    expect(await damage(100)).toEqual([3, ['damaged', 1]]);
    expect(await damage(2)).toEqual([0, ['cut off', 1]]);
  });
});

/** Returns the text of an index of one sample. */
const indexOf = (shardBytes: number, ...sample: unknown[]): string => {
  const head = { version: 1, format: 'tar', shardBytes, count: 1, bytes: 1 };
  return `${JSON.stringify({ ...head, classes: [[0, 1]], problems: [], examples: [] })}\n${JSON.stringify(sample)}\n`;
};

describe('an index', () => {
  it('is made once, kept in the cache, and made anew for another file', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'a.tar');
    await copyFile(join(golden, 'gnu.tar'), path);
    expect((await open(path, folder)).summary.count).toBe(4);
    const cached = readdirSync(join(folder, 'indices'));
    expect(cached).toHaveLength(1);
    await open(path, folder);
    expect(readdirSync(join(folder, 'indices'))).toEqual(cached);
    await copyFile(join(golden, 'hostile.tar'), path);
    expect((await open(path, folder)).summary.count).toBe(2);
  });

  it('that is damaged is made anew; one whose places lie outside of the shard is refused', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'a.tar');
    await copyFile(join(golden, 'hostile.tar'), path);
    await writeFile(`${path}.index`, '{"version":2}\n');
    expect((await open(path, folder)).summary.count).toBe(2);
    const size = readFileSync(path).length;
    for (const sample of [
      ['a', size, 10, 0],
      ['a', -512, 10, 0],
      ['a', 512, 0, 0],
      ['a', 512, 10, -1],
      ['a', '512', 10, 0],
      [7, 512, 10, 0],
    ]) {
      await writeFile(`${path}.index`, indexOf(size, ...sample));
      await expect((await open(path, folder)).index()).rejects.toThrow('line 2 is no sample of the shard');
    }
    // Inside of the shard, and at no header.
    await writeFile(`${path}.index`, indexOf(size, 'a', 1000, 10, 0));
    await expect(contents(await open(path, folder))).rejects.toThrow(DataError);
  });

  it('with a larger image than a shard may have is refused', async () => {
    const path = join(await temporaryFolder(), 'a.tar');
    await writeFile(path, '');
    await truncate(path, 2 ** 29);
    await writeFile(`${path}.index`, indexOf(2 ** 29, 'a', 512, 2 ** 28, 0));
    expect((await (await open(path)).index()).lengths).toEqual(Uint32Array.of(2 ** 28));
    await writeFile(`${path}.index`, indexOf(2 ** 29, 'a', 512, 2 ** 28 + 1, 0));
    await expect((await open(path)).index()).rejects.toThrow('line 2 is no sample of the shard');
  });
});

describe('shards of our own', () => {
  it('hold no image that their index could not list', async () => {
    const path = join(await temporaryFolder(), 'a.tar');
    const empty = { key: 'x', ending: 'jpg', label: 0, image: new Uint8Array(0) };
    await expect(writeTarShard(path, [empty])).rejects.toThrow(
      'x: an image of 0 bytes, wants 1 to 268435456',
    );
  });

  it('are the same bytes each time, are indexed, and are read back', async () => {
    const folder = await temporaryFolder();
    const samples = [1, 2, 3].map((n) => ({ key: `x/${n}`, ending: 'jpg', label: n % 2, image: image(n) }));
    await writeTarShard(join(folder, 'a.tar'), samples);
    await writeTarShard(join(folder, 'b.tar'), samples);
    expect(readFileSync(join(folder, 'a.tar'))).toEqual(readFileSync(join(folder, 'b.tar')));
    const wanted = [1, 2, 3].map((n) => [`x/${n}`, n % 2, bytes(n)]);
    expect(await contents(await open(join(folder, 'a.tar')))).toEqual(wanted);
    const written = readFileSync(join(folder, 'a.tar.index'), 'utf8');
    await mkdir(join(folder, 'bare'));
    await copyFile(join(folder, 'a.tar'), join(folder, 'bare', 'a.tar'));
    expect(await contents(await open(join(folder, 'bare', 'a.tar'), folder))).toEqual(wanted);
    const [made = ''] = readdirSync(join(folder, 'indices'));
    expect(readFileSync(join(folder, 'indices', made), 'utf8')).toBe(written);
  });
});

describe('sources', () => {
  it('patterns, folders and names', async () => {
    const folder = await temporaryFolder();
    for (const name of ['t-00.tar', 't-01.tar', 'b-00000-of-00002', 'x.txt', '.y.tar']) {
      await writeFile(join(folder, name), '');
    }
    const names = async (source: string) => (await listShards(source)).map(({ name }) => name);
    expect(await names(folder)).toEqual(['b-00000-of-00002', 't-00.tar', 't-01.tar']);
    expect(await names(join(folder, 't-{00..01}.tar'))).toEqual(['t-00.tar', 't-01.tar']);
    expect(await names(join(folder, '{b-00000-of-00002,t-01.tar}'))).toEqual([
      'b-00000-of-00002',
      't-01.tar',
    ]);
    expect(await isShardSource(folder)).toBe(true);
    expect(await isShardSource(await temporaryFolder())).toBe(false);
    await mkdir(join(folder, 'photos.tar'));
    expect(await isShardSource(join(folder, 'photos.tar'))).toBe(false);
    await expect(names(join(folder, 't-{00..02}.tar'))).rejects.toThrow('t-02.tar: there is no such file');
    await expect(names('https://h/t-{5..1}.tar')).rejects.toThrow('{5..1}: ends before it begins');
    await expect(names('https://h/t-{0..9999999}.tar')).rejects.toThrow('stands for more than 1000000 files');
    await expect(names('https://h/{0..999}{0..999}{0..999}.tar')).rejects.toThrow('more than 1000000 files');
    await expect(names('https://h/t-{ab}.tar')).rejects.toThrow(
      'braces want a range {000..127} or a list {a,b}',
    );
    await expect(names('https://h/t.tar.gz')).rejects.toThrow('is packed');
    await expect(names('https://h/t.zip')).rejects.toThrow('is no shard');
  });
});

describe('a web server', () => {
  it('with ranges gives the same samples, with the index beside the shard or without', async () => {
    const server = await startFileServer();
    onTestFinished(() => server.close());
    const folder = await temporaryFolder();
    const samples = [1, 2, 3].map((n) => ({ key: `${n}`, ending: 'jpg', label: n, image: image(n) }));
    await writeTarShard(join(folder, 'a.tar'), samples);
    await writeFile(join(folder, 'classes.txt'), 'a\nb\nc\nd\n');
    const whole = { '/a.tar': readFileSync(join(folder, 'a.tar')), '/classes.txt': Buffer.from('a\nb\n') };
    const wanted = await contents(await open(join(folder, 'a.tar')));
    server.serve(ranges(whole));
    expect(await contents(await open(`${server.url}/a.tar?key=secret`))).toEqual(wanted);
    expect(await shardClassNames(`${server.url}/a.tar`)).toEqual(['a', 'b']);
    expect(await shardClassNames(`${server.url}/other/a.tar`)).toBeUndefined();
    server.serve((_, response) => response.writeHead(200).end('a\nb\n'));
    await expect(shardClassNames(`${server.url}/a.tar`)).rejects.toThrow('sends whole files and no ranges');
    server.serve(ranges({ ...whole, '/a.tar.index': readFileSync(join(folder, 'a.tar.index')) }));
    server.requests.length = 0;
    const shard = await open(`${server.url}/a.tar`);
    expect(server.requests.filter((url) => url === '/a.tar')).toHaveLength(1);
    expect(await contents(shard)).toEqual(wanted);
  });

  it('that fails for a while is asked again; one without ranges, or with another file, is refused', async () => {
    const server = await startFileServer();
    onTestFinished(() => server.close());
    const body = readFileSync(join(golden, 'gnu.tar'));
    let failures = 2;
    server.serve((request, response) => {
      if (failures-- > 0) response.writeHead(503).end();
      else ranges({ '/gnu.tar': body })(request, response);
    });
    expect((await open(`${server.url}/gnu.tar`)).summary.count).toBe(4);
    server.serve((_, response) => response.writeHead(200).end(body));
    await expect(open(`${server.url}/gnu.tar`)).rejects.toThrow('sends whole files and no ranges');
    server.serve((_, response) => response.writeHead(206, { 'content-range': 'bytes 5-6/99' }).end('a'));
    await expect(open(`${server.url}/gnu.tar`)).rejects.toThrow('another range');
    server.serve(ranges({ '/gnu.tar': body }));
    const shard = await open(`${server.url}/gnu.tar`);
    const { starts, lengths } = await shard.index();
    const files = new ShardFiles();
    await files.readImage(shard, starts[0] ?? 0, lengths[0] ?? 0);
    server.serve(ranges({ '/gnu.tar': body.subarray(0, 5000) }));
    await expect(files.readImage(shard, starts[0] ?? 0, lengths[0] ?? 0)).rejects.toThrow('has changed');
    expect(existsSync(basename(shard.place))).toBe(false);
  });
});
