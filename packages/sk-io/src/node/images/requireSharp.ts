/** Apart from `loadSharp`, so that the published types do without those of sharp, which is optional. */
import { loadSharp } from './loadSharp.js';

/**
 * Says at once that no image can be read, rather than of each image.
 * @throws ImageError where sharp is not installed
 */
export async function requireSharp(): Promise<void> {
  await loadSharp();
}

/**
 * Keeps libvips in this process to one thread and to no cache: for a worker thread among others that decode too.
 * @throws ImageError where sharp is not installed
 */
export async function decodeOnOneThread(): Promise<void> {
  const sharp = await loadSharp();
  sharp.concurrency(1);
  sharp.cache(false);
}

/** Returns the versions of sharp and libvips in one text: another version may decode to other pixels. */
export async function decoderVersion(): Promise<string> {
  const { versions } = await loadSharp();
  return `sharp ${versions.sharp}, libvips ${versions.vips}`;
}
