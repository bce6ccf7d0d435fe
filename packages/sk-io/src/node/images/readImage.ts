/** Decodes whatever image file a user has into eight-bit sRGB. */

import { readFile, stat } from 'node:fs/promises';
import type sharp from 'sharp';
import type { Sharp } from 'sharp';
import { checkOptions, type OptionNames } from 'sk-core';
import type { RgbImage } from 'sk-models';
import { describeScans, isJpeg } from '../../formats/jpeg/scans.js';
import { firstLine } from '../../formats/text/firstLine.js';
import { firstBytes } from '../files/firstBytes.js';
import { systemReason } from '../files/systemReason.js';
import { ImageError } from './imageError.js';
import { loadSharp } from './loadSharp.js';
import { readOther } from './readOther.js';
import { openSmallGrey } from './smallGrey.js';

export interface ReadImageOptions {
  /** An image of more pixels is refused before it is decoded; 2^27, 11585x11585. */
  readonly maxPixels?: number;
}

const optionNames: OptionNames<ReadImageOptions> = { maxPixels: true };

/** Only the first of an animation or a document; files that end early are refused, small flaws are not. */
const sharpOptions = { failOn: 'error', pages: 1 } as const;

/** Bytes that tell the formats apart which sharp does not read as wanted. */
const headLength = 26;

/**
 * Reads what sharp reads: JPEG, PNG, WebP, GIF, AVIF, TIFF, SVG; and BMP, PBM, PGM and PPM. EXIF orientation is applied; grey becomes RGB, CMYK
 * and other profiles become sRGB, and what is transparent shows white behind it. Of 16 bits the upper 8 are kept; a grey
 * TIFF or PNG whose values are all below 256 keeps its values, as with Pillow.
 *
 * @param file A path, or the bytes of a file.
 * @throws ImageError for what is missing, empty, truncated, too large or no image.
 */
export async function readImage(
  file: string | Uint8Array,
  options: ReadImageOptions = {},
): Promise<RgbImage> {
  checkOptions('readImage: options', options, optionNames);
  const { maxPixels = 2 ** 27 } = options;
  const name = typeof file === 'string' ? file : `an image of ${file.length} bytes`;
  if (typeof file === 'string') await checkFile(file);
  else if (file.length === 0) throw new ImageError(name, 'is empty');
  const load = await loadSharp();
  try {
    const image = await openImage(load, file, name, maxPixels);
    const { data, info } = await image
      .autoOrient()
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width, height, channels: 3 };
  } catch (error) {
    if (error instanceof ImageError) throw error;
    throw new ImageError(name, explain((error as Error).message), { cause: error });
  }
}

async function openImage(
  load: typeof sharp,
  file: string | Uint8Array,
  name: string,
  maxPixels: number,
): Promise<Sharp> {
  const head =
    typeof file === 'string' ? await firstBytes(file, headLength) : Buffer.from(file.subarray(0, headLength));
  const other = await readOther(file, head, name, maxPixels);
  if (other !== undefined) {
    return load(other.data, { raw: { width: other.width, height: other.height, channels: 4 } });
  }
  const options = { ...sharpOptions, limitInputPixels: maxPixels };
  if (isJpeg(head)) {
    const bytes = typeof file === 'string' ? await readFile(file) : file;
    const why = describeScans(bytes);
    if (why !== undefined) throw new ImageError(name, why);
    return load(bytes, options);
  }
  return (await openSmallGrey(load, file, head, options)) ?? load(file, options);
}

async function checkFile(path: string): Promise<void> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 'there is no such file' : systemReason(error);
    throw new ImageError(path, why, { cause: error });
  });
  if (!info.isFile())
    throw new ImageError(path, info.isDirectory() ? 'is a folder, not an image' : 'is no file');
  if (info.size === 0) throw new ImageError(path, 'is empty');
}

/** What libvips says, for people. */
function explain(message: string): string {
  const line = firstLine(message).trim();
  if (/unsupported image format/i.test(line))
    return 'is not an image (JPEG, PNG, WebP, GIF, AVIF, TIFF, SVG, BMP or PPM)';
  if (/pixel limit/i.test(line)) return 'has more pixels than is allowed';
  if (/premature end|read error|unexpected end|truncated|not enough/i.test(line)) {
    return `is damaged: it ends before the image does (${line})`;
  }
  // libvips names the part and leaves the flaw out.
  if (line.endsWith(':')) return `is damaged (${line.slice(0, -1).trim()})`;
  return `cannot be decoded: ${line}`;
}
