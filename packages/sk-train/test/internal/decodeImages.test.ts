import { setTimeout as sleep } from 'node:timers/promises';
import { ImageError, readPixels, requireSharp } from 'sk-io/node';
import { describe, expect, it, vi } from 'vitest';
import { type DecodeJob, decodeImages } from '../../src/node/data/decodeImages.js';

vi.mock('sk-io/node', { spy: true });

const job: DecodeJob = {
  files: Array.from({ length: 9 }, (_, index) => ({ path: `${index}.png`, index })),
  target: { size: [2, 2], channels: 3, interpolation: 'bilinear' },
  crop: { kind: 'central', fraction: 1 },
};

describe('decodeImages', () => {
  it('holds two whole images in memory at most, and puts each in its place', async () => {
    let held = 0;
    let most = 0;
    vi.mocked(readPixels).mockImplementation(async (path) => {
      most = Math.max(most, ++held);
      const value = Number.parseInt(String(path), 10);
      // The first of two ends last.
      await sleep(value % 2 === 0 ? 4 : 1);
      held--;
      return new Uint8Array(12).fill(value);
    });
    const { pixels, failures } = await decodeImages(job);
    expect(failures).toEqual([]);
    expect(most).toBe(2);
    expect(Array.from(pixels)).toEqual(Array.from({ length: 108 }, (_, i) => Math.floor(i / 12)));
  });

  it('does not call files unreadable where sharp is missing', async () => {
    vi.mocked(requireSharp).mockRejectedValueOnce(new ImageError('sharp', 'npm install sharp'));
    await expect(decodeImages(job)).rejects.toThrow('sharp: npm install sharp');
  });
});
