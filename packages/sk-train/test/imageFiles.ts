/** Writes small folders of images for tests. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { RandomStream } from 'sk-train';
import { onTestFinished } from 'vitest';

export const classNames = ['blue', 'green', 'red'] as const;

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sk-train-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Noise with one channel brighter than the others. */
export async function writeImage(
  path: string,
  {
    width = 8,
    height = 8,
    channel = 0,
    seed = 1,
  }: { width?: number; height?: number; channel?: number; seed?: number } = {},
): Promise<void> {
  const stream = new RandomStream(seed, 'data', channel);
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) =>
    Math.floor(stream.uniform(0, 128) + (i % 3 === channel ? 127 : 0)),
  );
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(path);
}

/** train/ and test/ of three classes, `counts` images in each class of each. */
export async function writeImageFolder(
  folder: string,
  counts: { readonly train: number; readonly test: number },
  size: { readonly width?: number; readonly height?: number; readonly extension?: string } = {},
): Promise<string> {
  for (const split of ['train', 'test'] as const) {
    for (const [index, name] of classNames.entries()) {
      const place = join(folder, split, name);
      await mkdir(place, { recursive: true });
      for (let i = 0; i < counts[split]; i++) {
        const path = join(place, `${String(i).padStart(3, '0')}.${size.extension ?? 'png'}`);
        await writeImage(path, { ...size, channel: 2 - index, seed: split === 'train' ? i : 1000 + i });
      }
    }
  }
  return folder;
}
