/** Keeps figures out of the folder of the images. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { UsageError } from 'sk-io/command';

/**
 * Checks where figures are to be written.
 * @throws UsageError where the figures would lie among the images, and be taken for images the next time
 */
export function checkApart(folder: string, images: string): void {
  const way = relative(resolve(images), resolve(folder));
  if (way.split(sep)[0] === '..' || isAbsolute(way)) return;
  throw new UsageError(
    `--out: the figures would be written to ${folder}, among the images of ${images}, and be read as images the next time. Take another place or name.`,
  );
}
