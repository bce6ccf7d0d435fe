/** The archives of real images in the folder that SK_TEST_DATA names. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export const cifarArchive = 'cifar10-jpeg.tar.xz';
export const photographArchive = 'imagenet-photos-40.tar';

/**
 * Unpacks an archive into a new folder.
 *
 * @returns The folder.
 * @throws Error where SK_TEST_DATA is not set, or tar fails.
 */
export function unpack(archive: string, folder: string): string {
  const data = process.env['SK_TEST_DATA'];
  if (data === undefined) throw new Error(`${archive}: SK_TEST_DATA names no folder that holds the archive`);
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-x', '-f', join(data, archive), '-C', folder]);
  return folder;
}
