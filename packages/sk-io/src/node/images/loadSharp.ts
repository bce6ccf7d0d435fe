/** sharp is an optional peer: it is loaded when an image is first read. */
import type { Sharp, SharpOptions } from 'sharp';
import { ImageError } from './imageError.js';

type SharpFactory = (input: string | Uint8Array, options: SharpOptions) => Sharp;

export async function loadSharp(): Promise<SharpFactory> {
  try {
    return (await import('sharp')).default;
  } catch (error) {
    throw new ImageError('sharp', 'reading images needs this package: npm install sharp', { cause: error });
  }
}
