/** The scans of a JPEG: a progressive one may say in thousands of them, a few bytes each, that no pixel changes. */

/** Encoders write some ten; each costs a walk over the whole image. */
const maxScans = 100;

const marker = Buffer.from([0xff, 0xda]);

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8;

/**
 * Says what is wrong with a JPEG of too many scans; undefined for any other. Other bytes of 0xff are never followed by 0xda
 * in the data of a scan; thumbnails in the headers count too.
 */
export function describeScans(file: Uint8Array): string | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  let scans = 0;
  for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, at + 2)) {
    if (++scans > maxScans) return `is a JPEG of more than ${maxScans} scans`;
  }
  return undefined;
}
