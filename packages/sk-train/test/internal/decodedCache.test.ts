/** Small images that were decoded before come out of the cache, as long as files and cache are what they were. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Batch, Preprocessing } from 'sk-models';
import { DecodePool, findTrainingData, openTrainingData } from 'sk-train/node';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';

const preprocessingOf = (side: number): Preprocessing => ({
  size: [side, side],
  channels: 3,
  cropFraction: 1,
  interpolation: 'nearest',
  mean: [0, 0, 0],
  std: [1, 1, 1],
});

/** Writes images of one pixel as PPM files: a thousand of them, two thirds in one class, and one that is none. */
async function writePixels(folder: string): Promise<void> {
  for (const name of ['a', 'b']) await mkdir(join(folder, name), { recursive: true });
  for (let i = 0; i < 1000; i++) {
    const head = i === 500 ? 'P6\n0 0\n255\n' : 'P6\n1 1\n255\n';
    const path = join(folder, i % 3 === 0 ? 'a' : 'b', `${String(i).padStart(4, '0')}.ppm`);
    writeFileSync(path, Buffer.concat([Buffer.from(head), Buffer.from([i % 256, i >> 8, 7])]));
  }
}

it('gives the same images from the cache, and decodes anew where a file or the cache has changed', async () => {
  const work = await temporaryFolder();
  const [folder, cacheFolder] = [join(work, 'data'), join(work, 'cache')];
  await writePixels(folder);
  const pool = new DecodePool(0);
  const read = async (size: number) => {
    const said: string[] = [];
    const unreadable: string[] = [];
    let decoded = 0;
    const preprocessing = preprocessingOf(size);
    const dataset = await openTrainingData(await findTrainingData(folder), { kind: 'none' }, 1, {
      ...{ preprocessing, pool, maxUnreadable: 0.01, cacheFolder },
      onUnreadable: (path) => unreadable.push(path),
      onNote: (text) => said.push(text),
      onProgress: (done) => {
        decoded = done;
      },
    });
    const batches: Batch[] = [];
    for await (const batch of dataset.batches({ batchSize: 999, epoch: 0 })) batches.push(batch);
    const images = batches.map(({ images, labels, names }) => ({ images: [...images], labels, names }));
    return { images, decoded, said, unreadable: unreadable.length };
  };
  const cached = (): string[] => readdirSync(join(cacheFolder, 'decoded')).sort();
  const first = await read(2);
  expect(first).toMatchObject({ decoded: 1000, unreadable: 1, said: [] });
  expect(cached()).toHaveLength(1);
  const again = await read(2);
  expect(again).toEqual({
    ...{ ...first, decoded: 0 },
    said: ['1000 images were decoded before and come out of the cache'],
  });
  // Another size is another set.
  expect((await read(1)).decoded).toBe(1000);
  expect(cached()).toHaveLength(2);
  // One bit of the pixels, and of the list of failures.
  for (const back of [1, 12 * 1000 + 20]) {
    for (const name of cached()) {
      const path = join(cacheFolder, 'decoded', name);
      const bytes = readFileSync(path);
      const at = Math.max(20, bytes.length - back);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    }
    const anew = await read(2);
    expect(anew).toEqual(first);
    expect((await read(2)).decoded).toBe(0);
  }
  await utimes(join(folder, 'a', '0000.ppm'), 1, 1);
  expect((await read(2)).decoded).toBe(1000);
  expect(cached()).toHaveLength(3);
});

it('goes on without a cache where none can be written', async () => {
  const work = await temporaryFolder();
  const folder = join(work, 'data');
  await writePixels(folder);
  writeFileSync(join(work, 'file'), '');
  const said: string[] = [];
  const preprocessing = preprocessingOf(1);
  const dataset = await openTrainingData(await findTrainingData(folder), { kind: 'none' }, 1, {
    ...{ preprocessing, pool: new DecodePool(0), maxUnreadable: 0.01, cacheFolder: join(work, 'file') },
    onUnreadable: () => undefined,
    onNote: (text) => said.push(text),
  });
  expect(dataset.size).toBe(999);
  expect(said).toEqual([expect.stringContaining('decoded images are not kept in')]);
});
