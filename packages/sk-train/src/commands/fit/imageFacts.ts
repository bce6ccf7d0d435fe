/** Reads the facts about images that decide their recipe. */
import { elementAt } from 'sk-core';
import { readImageSize } from 'sk-io/node';
import type { ImageFiles } from '../../node/data/imageFolder.js';
import type { ImageFacts } from '../../recipe/imagesRecipe.js';

/** Images whose headers are read; more would hardly move the median. */
const sampleSize = 200;

/** Returns the facts of the training images; undefined where none of those that are looked at can be read. */
export async function readImageFacts({ paths, classNames }: ImageFiles): Promise<ImageFacts | undefined> {
  const count = Math.min(sampleSize, paths.length);
  const sample = Array.from({ length: count }, (_, i) =>
    elementAt(paths, Math.floor((i * paths.length) / count)),
  );
  const sizes = await Promise.all(sample.map(readImageSize));
  const sides = sizes.flatMap((size) => (size === undefined ? [] : [Math.min(size.width, size.height)]));
  if (sides.length === 0) return undefined;
  const shortSide = elementAt(
    sides.sort((a, b) => a - b),
    Math.floor(sides.length / 2),
  );
  return { images: paths.length, classes: classNames.length, shortSide };
}
