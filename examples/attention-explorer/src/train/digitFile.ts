/** Handwritten digits (MNIST, CC BY-SA 3.0) as the page's files hold them. */
import { type Digits, digitSize } from 'quickstart/digit';
import { fetched } from '../network/shippedNetworks.js';

const bytesEach = 1 + digitSize ** 2;

export async function loadDigitFile(path: string): Promise<Digits> {
  return digitsOf(await fetched(path), path);
}

/**
 * @param bytes A label for each digit, then its 28 x 28 pixels for each.
 * @throws Error for bytes that are something else
 */
export function digitsOf(bytes: Uint8Array, path: string): Digits {
  const count = bytes.length / bytesEach;
  const labels = bytes.subarray(0, count);
  if (!Number.isInteger(count) || count === 0 || labels.some((label) => label > 9)) {
    throw new Error(
      `${path} has ${bytes.length} bytes; a label from 0 to 9 and ${digitSize} x ${digitSize} pixels for each digit are wanted.`,
    );
  }
  return { count, labels, images: bytes.subarray(count) };
}
