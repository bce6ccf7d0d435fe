/** Apart from `loadSharp`, so that the published types do without those of sharp, which is optional. */
import { loadSharp } from './loadSharp.js';

/**
 * Says at once that no image can be read, rather than of each image.
 * @throws ImageError where sharp is not installed
 */
export async function requireSharp(): Promise<void> {
  await loadSharp();
}
