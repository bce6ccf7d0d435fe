/** Reads the facts about images that decide their recipe. */
import { elementAt } from 'sk-core';
import { type ImageSize, readImageSize } from 'sk-io/node';
import { trainOn } from '../../node/data/findData.js';
import { countImages } from '../../node/data/streams/findShards.js';
import { shardImageSizes } from '../../node/data/streams/shardFacts.js';
import type { ImageFacts } from '../../recipe/imagesRecipe.js';
import type { FoundData } from './recipe/recipeInputs.js';

/** Images whose headers are read; more would hardly move the median. */
const sampleSize = 200;

/** Returns the facts of the training images; undefined where none of those that are looked at can be read. */
export async function readImageFacts(found: FoundData): Promise<ImageFacts | undefined> {
  if (!('splits' in found)) {
    const { paths, classNames } = found.train;
    return factsOf(await fileSizes(paths), paths.length, classNames.length);
  }
  const { train } = trainOn(found);
  return factsOf(await shardImageSizes(train), countImages(train), train.classNames.length);
}

async function fileSizes(paths: readonly string[]): Promise<readonly ImageSize[]> {
  const count = Math.min(sampleSize, paths.length);
  const sample = Array.from({ length: count }, (_, i) =>
    elementAt(paths, Math.floor((i * paths.length) / count)),
  );
  return (await Promise.all(sample.map(readImageSize))).filter((size) => size !== undefined);
}

function factsOf(sizes: readonly ImageSize[], images: number, classes: number): ImageFacts | undefined {
  const sides = sizes.map(({ width, height }) => Math.min(width, height)).sort((a, b) => a - b);
  if (sides.length === 0) return undefined;
  return { images, classes, shortSide: elementAt(sides, Math.floor(sides.length / 2)) };
}
