/** Images as PNG (ISO/IEC 15948), in Node and in a browser; a report carries its images inside. */
import { elementAt } from 'sk-core';
import { checkRaster, type RasterImage } from './rasterImage.js';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const greyscale = 0;
const truecolour = 2;
/** The filter that stores each byte minus that of the pixel to its left. */
const subFilter = 1;

/**
 * Writes an image as the bytes of a PNG file.
 * @throws RasterError for an image whose sizes do not fit.
 */
export async function encodePng(image: RasterImage): Promise<Uint8Array> {
  checkRaster(image);
  const { width, height, channels } = image;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8;
  header[9] = channels === 1 ? greyscale : truecolour;
  const parts = [
    Uint8Array.from(signature),
    chunk('IHDR', header),
    chunk('IDAT', await deflate(filtered(image))),
    chunk('IEND', new Uint8Array(0)),
  ];
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Writes an image as the `src` of an `<img>`. */
export async function pngUrl(image: RasterImage): Promise<string> {
  const bytes = await encodePng(image);
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(text)}`;
}

function filtered({ data, width, height, channels }: RasterImage): Uint8Array<ArrayBuffer> {
  const stride = width * channels;
  const lines = new Uint8Array(height * (stride + 1));
  for (let y = 0; y < height; y++) {
    const line = data.subarray(y * stride, (y + 1) * stride);
    const start = y * (stride + 1);
    lines[start] = subFilter;
    for (const [i, value] of line.entries())
      lines[start + 1 + i] = value - (i < channels ? 0 : elementAt(line, i - channels));
  }
  return lines;
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

function chunk(type: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
