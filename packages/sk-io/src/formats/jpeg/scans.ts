/** The scans of a JPEG: a progressive one may say in thousands of them, a few bytes each, that no pixel changes. */

/** Encoders write some ten; each costs a walk over the whole image. */
const maxScans = 100;

/** The second bytes of markers. */
const [startOfImage, endOfImage, startOfScan, temporary] = [0xd8, 0xd9, 0xda, 0x01];
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === startOfImage;

/** Says what is wrong with a JPEG of too many scans; undefined for any other. */
export function describeScans(bytes: Uint8Array): string | undefined {
  let scans = 0;
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at)) {
    const marker = bytes[at + 1];
    if (marker === undefined || marker === endOfImage) return undefined;
    // A byte of 0xff in the data of a scan is followed by 0, and any number of them stand before a marker.
    if (marker === 0xff) at++;
    else if (marker === 0 || marker === temporary || marker === startOfImage || isRestart(marker)) at += 2;
    else {
      if (marker === startOfScan && ++scans > maxScans) return `is a JPEG of more than ${maxScans} scans`;
      // A segment says its length, which passes over thumbnails and comments too.
      at += 2 + Math.max(2, 256 * (bytes[at + 2] ?? 0) + (bytes[at + 3] ?? 0));
    }
  }
  return undefined;
}
