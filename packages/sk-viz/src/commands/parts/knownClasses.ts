/** The classes of images, for figures that cannot do without. */
import { DataError } from 'sk-io';

/**
 * Returns what was found by class.
 * @param images The folder, for the message.
 * @throws DataError where no image has a class
 */
export function knownClasses<T>(found: T | undefined, images: string): T {
  if (found !== undefined) return found;
  throw new DataError(
    `${images}: the classes of the images are not known; wanted is a sub-folder for each class, named as the model names it (sk-train inspect and model.json tell).`,
  );
}
