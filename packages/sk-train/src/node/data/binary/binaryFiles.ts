/** The data sets that are known in binary form. */
import type { BinaryFormat } from './binaryFormat.js';
import { cifar } from './cifar.js';
import { mnist } from './mnist.js';

const formats: readonly BinaryFormat[] = [cifar, mnist];

/** Returns the format of a folder's files; undefined where they are no such files. */
export function binaryFormatOf(folder: string): BinaryFormat | undefined {
  return formats.find((format) => format.isIn(folder));
}
