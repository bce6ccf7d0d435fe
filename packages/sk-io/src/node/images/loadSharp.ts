/** sharp is an optional peer: it is loaded when an image is first read. */
import type sharp from 'sharp';
import { ImageError } from './imageError.js';

/** @throws ImageError where sharp is not installed */
export async function loadSharp(): Promise<typeof sharp> {
  try {
    return (await import('sharp')).default;
  } catch (error) {
    throw new ImageError('sharp', 'reading images needs this package: npm install sharp', { cause: error });
  }
}
