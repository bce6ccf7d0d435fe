/** The images that a command is given: files as they are, folders as the images below them. */
import { statSync } from 'node:fs';
import { oneLine } from 'sk-io/command';
import { describeSkipped, listImages } from 'sk-io/node';

export interface GivenImage {
  readonly path: string;
  /** Why there is no image, where a folder holds none. */
  readonly error?: string;
}

/** Returns the images in the order of the paths, those of a folder in the order of their names. */
export async function imagePaths(
  paths: readonly string[],
  onNote: (text: string) => void,
): Promise<readonly GivenImage[]> {
  const given: GivenImage[] = [];
  for (const path of paths) {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isFolder) given.push({ path });
    else for (const image of await imagesIn(path, onNote)) given.push(image);
  }
  return given;
}

async function imagesIn(folder: string, onNote: (text: string) => void): Promise<readonly GivenImage[]> {
  try {
    const { images, skipped } = await listImages(folder);
    if (skipped.length > 0) onNote(`${folder}: ${describeSkipped(skipped)}`);
    return images.map(({ path }) => ({ path }));
  } catch (error) {
    return [{ path: folder, error: oneLine((error as Error).message) }];
  }
}
