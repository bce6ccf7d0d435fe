/** Archives that somebody has made of class folders, or by hand. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { elementAt } from 'sk-core';
import { listShards, openShard } from 'sk-io/node';
import { expect, it } from 'vitest';
import type { ShardIndex } from '../../src/formats/shards/shardIndex.js';
import { blockBytes, writeTarHeader } from '../../src/formats/tar/tarHeader.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

/** Returns the index of an archive with such members, as a run reads it. */
async function indexOf(members: readonly (readonly [name: string, content: string])[]): Promise<ShardIndex> {
  const folder = await temporaryFolder();
  const blocks = members.flatMap(([name, content]) => {
    const bytes = Buffer.from(content);
    const padding = Buffer.alloc((blockBytes - (bytes.length % blockBytes)) % blockBytes);
    return [writeTarHeader(name, bytes.length), bytes, padding];
  });
  const path = join(folder, 'a.tar');
  await writeFile(path, Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]));
  const { shard } = await openShard(elementAt(await listShards(path), 0), { cacheFolder: folder });
  return await shard.index();
}

it('a class folder of digits names its class, and is no index', async () => {
  const { labels, classes } = await indexOf(['10', '2', '03'].map((name) => [`${name}/a.jpg`, 'image']));
  expect(labels).toEqual(['10', '2', '03']);
  expect([...classes.keys()]).toEqual(labels);
});

it('a folder whose name no class can have gives a sample no class', async () => {
  const long = Array.from({ length: 3 }, () => 'x'.repeat(90)).join('/');
  const { keys, problems } = await indexOf([
    ['two\nlines/a.jpg', 'image'],
    [`${long.slice(0, 180)}/b.jpg`, 'image'],
  ]);
  expect(keys).toEqual([`${long.slice(0, 180)}/b`]);
  expect([...problems]).toEqual([['no class', 1]]);
});

it('of two classes of a sample the first counts, and the second is told', async () => {
  const { labels, problems, examples } = await indexOf([
    ['a.jpg', 'image'],
    ['a.cls', '1'],
    ['a.cls', '2'],
    ['b.json', '{"label": 3}'],
    ['b.json', '{"label": 4}'],
    ['b.jpg', 'image'],
  ]);
  expect(labels).toEqual([1, 3]);
  expect([...problems]).toEqual([['duplicate', 2]]);
  expect(examples).toEqual(['a.cls (duplicate)', 'b.json (duplicate)']);
});
