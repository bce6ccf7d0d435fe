/** Images without a telling name: the first bytes of a file say what it is. */
import { open } from 'node:fs/promises';

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
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headLength), 0, headLength, 0);
      const head = buffer.toString('latin1', 0, bytesRead);
      return signatures.some((signature) => signature.test(head));
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
