/** Images without a telling name: the first bytes of a file say what it is. */
import { firstBytes } from '../files/firstBytes.js';

/** Bytes that are looked at: a comment may stand before the root of an SVG. */
const headLength = 1024;

const signatures: readonly RegExp[] = [
  /^\xff\xd8\xff/, // JPEG
  /^\x89PNG\r\n/,
  /^GIF8[79]a/,
  /^RIFF.{4}WEBP/s,
  /^(?:II[*+]\0|MM\0[*+])/, // TIFF
  /^.{4}ftyp(?:.{4})*?avi[fs]/s, // AVIF as its brand, or among those that it is compatible with
  /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]/s,
];

/** Tells whether a file begins like an image that sharp reads. A file that cannot be opened does not. */
export async function beginsLikeImage(path: string): Promise<boolean> {
  try {
    const head = (await firstBytes(path, headLength)).toString('latin1');
    return signatures.some((signature) => signature.test(head));
  } catch {
    return false;
  }
}
