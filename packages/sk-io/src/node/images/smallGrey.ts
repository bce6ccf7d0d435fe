/**
 * Grey images of 16 bits whose values fit into 8: labels, or pixels that a program stored wider than they are. libvips
 * keeps the upper byte of a value and shows these images black; Pillow keeps the values. Where there are larger values,
 * Pillow shows white for all above 255, and the upper byte is what a person sees in the image.
 */
import type sharp from 'sharp';
import type { Sharp, SharpOptions } from 'sharp';

const isTiff = (head: Buffer): boolean => /^(?:II[*+]\0|MM\0[*+])/.test(head.toString('latin1', 0, 4));
/** The first chunk of a PNG has the number of bits, and 0 for grey without transparency. */
const isDeepGreyPng = (head: Buffer): boolean =>
  head.toString('latin1', 1, 4) === 'PNG' && head[24] === 16 && head[25] === 0;

/**
 * Opens a TIFF or a PNG whose values of 16 bits are all below 256, as those values in 8 bits.
 *
 * @param head The first 26 bytes of the file.
 * @returns undefined for any other image.
 */
export async function openSmallGrey(
  load: typeof sharp,
  file: string | Uint8Array,
  head: Buffer,
  options: SharpOptions,
): Promise<Sharp | undefined> {
  if (!isTiff(head) && !isDeepGreyPng(head)) return undefined;
  const { space, channels } = await load(file, options).metadata();
  if (space !== 'grey16' || channels !== 1) return undefined;
  const { data, info } = await load(file, options)
    .autoOrient()
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const values = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  if (values.some((value) => value > 255)) return undefined;
  return load(Uint8Array.from(values), { raw: { width: info.width, height: info.height, channels: 1 } });
}
