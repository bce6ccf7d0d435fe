/** Writes data folders as people have them: any tree of images and other files. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** Writes an image of 8 x 8 pixels for each name, each with another content, as JPEG unless the name ends otherwise. */
export async function writeImages(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    const data = Uint8Array.from({ length: 192 }, (_, i) => (name.length * 31 + hash(name) + i * 7) % 256);
    const image = sharp(data, { raw: { width: 8, height: 8, channels: 3 } });
    await writeFile(path, await image.toFormat(name.endsWith('.png') ? 'png' : 'jpeg').toBuffer());
  }
}

/** Writes files that are no images. */
export async function writeTexts(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), `text of ${name}`);
  }
}

/** Returns `folder/class/0.jpg` and so on: so many names for each class. */
export function namesIn(folder: string, counts: Readonly<Record<string, number>>, ending = '.jpg'): string[] {
  return Object.entries(counts).flatMap(([name, count]) =>
    Array.from({ length: count }, (_, i) => join(folder, name, `${i}${ending}`)),
  );
}

const hash = (name: string): number =>
  [...name].reduce((sum, letter) => sum * 33 + letter.charCodeAt(0), 7) % 251;
