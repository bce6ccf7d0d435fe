/**
 * Windows bitmaps, which sharp does not read: 1 to 32 bits a pixel, with a palette or masks, from either end. Compressed
 * ones are refused.
 */

/** An image as the decoders of this folder return it: RGBA, row by row. */
export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4]. */
  readonly data: Uint8Array;
}

const fileHeader = 14;
/** Values of the field `compression`: masks say which bits are which colour. */
const bitFields = 3;
const alphaBitFields = 6;

export const isBmp = (bytes: Uint8Array): boolean => bytes[0] === 0x42 && bytes[1] === 0x4d;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  readonly pixels: number;
  /** RGBA of each index; undefined for colours in the pixels themselves. */
  readonly palette?: readonly (readonly number[])[];
  /** Bits of red, green, blue and alpha; 0 where there are none. */
  readonly masks: readonly number[];
}

/**
 * Decodes a bitmap.
 *
 * @throws Error, in words, for what is damaged, compressed or larger than `maxPixels`.
 */
export function decodeBmp(bytes: Uint8Array, maxPixels: number): DecodedImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { width, height, topDown, bits, pixels, palette, masks } = readHeader(view, maxPixels);
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (pixels + rowBytes * height > bytes.length) throw new Error('is damaged: it ends before the image does');
  const data = new Uint8Array(width * height * 4);
  const [red, green, blue, alpha] = masks.map(channelOf) as [Channel, Channel, Channel, Channel];
  const flat = palette?.flat();
  let to = 0;
  for (let row = 0; row < height; row++) {
    const from = pixels + rowBytes * (topDown ? row : height - 1 - row);
    for (let col = 0; col < width; col++) {
      const value = valueAt(view, from, col, bits);
      if (flat === undefined) {
        data[to++] = red(value);
        data[to++] = green(value);
        data[to++] = blue(value);
        data[to++] = alpha(value);
        continue;
      }
      const colour = value * 4;
      if (colour >= flat.length) {
        throw new Error(`is damaged: a pixel has colour ${value} of ${palette?.length}`);
      }
      for (let i = 0; i < 4; i++) data[to++] = flat[colour + i] as number;
    }
  }
  // Some programs leave the alpha of every pixel at 0, and mean an opaque image.
  if (masks[3] !== 0 && data.every((value, i) => i % 4 !== 3 || value === 0)) {
    for (let i = 3; i < data.length; i += 4) data[i] = 255;
  }
  return { width, height, data };
}

function readHeader(view: DataView, maxPixels: number): Header {
  if (view.byteLength < fileHeader + 12) throw new Error('is damaged: it ends within its header');
  const pixels = view.getUint32(10, true);
  const size = view.getUint32(fileHeader, true);
  const old = size === 12;
  if (!old && (size < 40 || view.byteLength < fileHeader + size))
    throw new Error('is damaged: it has no header');
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const signed = old ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signed);
  const bits = view.getUint16(old ? 24 : 28, true);
  const compression = old ? 0 : view.getUint32(30, true);
  if (!(width > 0) || height === 0 || ![1, 4, 8, 16, 24, 32].includes(bits)) {
    throw new Error(`is damaged: a bitmap of ${width}x${height} pixels of ${bits} bits`);
  }
  if (compression !== 0 && compression !== bitFields && compression !== alphaBitFields) {
    throw new Error('is a compressed bitmap: save it without compression, or as PNG');
  }
  if (width * height > maxPixels) throw new Error('has more pixels than is allowed');
  const after = fileHeader + size;
  const masked = compression !== 0 && bits >= 16;
  const masks = masked ? masksOf(view, size, compression === alphaBitFields) : plainMasks(bits);
  const header = { width, height, topDown: signed < 0, bits, pixels, masks };
  return bits > 8 ? header : { ...header, palette: paletteOf(view, after, pixels, bits, old) };
}

/** Returns the masks behind the first 40 bytes of the header, which are a part of the longer ones. */
function masksOf(view: DataView, size: number, withAlpha: boolean): number[] {
  const at = fileHeader + 40;
  const count = size >= 56 || withAlpha ? 4 : 3;
  if (view.byteLength < at + count * 4) throw new Error('is damaged: it ends within its header');
  return Array.from({ length: 4 }, (_, i) => (i < count ? view.getUint32(at + i * 4, true) : 0));
}

const plainMasks = (bits: number): number[] =>
  bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];

function paletteOf(view: DataView, at: number, end: number, bits: number, old: boolean): number[][] {
  const bytes = old ? 3 : 4;
  const count = Math.min(2 ** bits, Math.floor((Math.min(end, view.byteLength) - at) / bytes));
  return Array.from({ length: Math.max(0, count) }, (_, i) => {
    const entry = at + i * bytes;
    return [view.getUint8(entry + 2), view.getUint8(entry + 1), view.getUint8(entry), 255];
  });
}

/** Returns a function from a pixel to 8 bits of it, 255 where the mask has no bit. */
function channelOf(mask: number): Channel {
  if (mask === 0) return () => 255;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return (value) => Math.round((((value & mask) >>> shift) * 255) / most);
}

type Channel = (value: number) => number;

function valueAt(view: DataView, row: number, col: number, bits: number): number {
  if (bits === 32) return view.getUint32(row + col * 4, true);
  if (bits === 24) return view.getUint16(row + col * 3, true) | (view.getUint8(row + col * 3 + 2) << 16);
  if (bits === 16) return view.getUint16(row + col * 2, true);
  const bit = col * bits;
  return (view.getUint8(row + (bit >> 3)) >> (8 - bits - (bit & 7))) & (2 ** bits - 1);
}
