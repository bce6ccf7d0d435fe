/** Pictures as the models read them: bytes, row by row. */
import type { RasterImage } from 'sk-viz';

export interface Picture {
  readonly name: string;
  readonly image: RasterImage;
}

/** Larger ones are made smaller on the way: no network here reads more. */
const mostPixels = 1024;

/** @throws Error in words where the browser cannot read the file */
export async function pictureOf(file: File): Promise<Picture> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error(`${file.name} is no picture that this browser can read; JPEG, PNG and WebP are.`);
  });
  try {
    return { name: file.name, image: rasterOf(bitmap, bitmap.width, bitmap.height) };
  } finally {
    bitmap.close();
  }
}

/** What a picture, a canvas or a video shows now, in three channels; white behind what is transparent. */
export function rasterOf(
  source: ImageBitmap | HTMLCanvasElement | HTMLVideoElement,
  sourceWidth: number,
  sourceHeight: number,
): RasterImage {
  const shrink = Math.min(1, mostPixels / Math.max(sourceWidth, sourceHeight));
  const [width, height] = [sourceWidth, sourceHeight].map((size) =>
    Math.max(1, Math.round(size * shrink)),
  ) as [number, number];
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) rgb.set(data.subarray(4 * i, 4 * i + 3), 3 * i);
  return { data: rgb, width, height, channels: 3 };
}

/** The picture in so many pixels of a canvas, as large as the canvas is shown. */
export function showRaster(canvas: HTMLCanvasElement, { data, width, height, channels }: RasterImage): void {
  const pixels = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) pixels.data[4 * i + c] = data[i * channels + (channels === 1 ? 0 : c)]!;
    pixels.data[4 * i + 3] = 255;
  }
  Object.assign(canvas, { width, height });
  canvas.getContext('2d')!.putImageData(pixels, 0, 0);
}
